package org.opsbro.host.linux;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.opsbro.host.Network.Shown;

/** Begins TLS with a server, takes its certificates and leaves: no word is said over the connection. */
final class TlsGreeting {
    private TlsGreeting() {}

    static Shown shown(String name, String address, int port, Duration timeout) {
        var millis = Math.toIntExact(Math.max(1, timeout.toMillis()));
        var taker = new Taker();
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port), millis);
            plain.setSoTimeout(millis);
            greet(plain, name, port, taker);
        } catch (SSLException refused) {
            // what was shown before it was refused is what was asked for
            if (taker.chain.get().length == 0) return new Shown.NoAnswer("no TLS there: " + refused.getMessage());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException failed) {
            return new Shown.NoAnswer(String.valueOf(failed.getMessage()));
        }
        return encoded(taker.chain.get());
    }

    private static void greet(Socket plain, String name, int port, Taker taker)
            throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {taker}, null);
        if (!(context.getSocketFactory().createSocket(plain, name, port, false) instanceof SSLSocket socket)) return;
        var parameters = socket.getSSLParameters();
        if (!name.matches("[0-9.]+|.*:.*")) parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
    }

    private static Shown encoded(Certificate[] chain) {
        List<byte[]> encoded = new ArrayList<>();
        try {
            for (var certificate : chain) encoded.add(certificate.getEncoded());
        } catch (CertificateEncodingException odd) {
            return new Shown.NoAnswer("its certificate cannot be read: " + odd.getMessage());
        }
        return encoded.isEmpty() ? new Shown.NoAnswer("it showed no certificate") : new Shown.Chain(encoded);
    }

    /** Trusts nobody and refuses nobody: it only takes what is shown, and nothing is sent that needs trust. */
    private static final class Taker extends X509ExtendedTrustManager {
        final AtomicReference<X509Certificate[]> chain = new AtomicReference<>(new X509Certificate[0]);

        private void take(X509Certificate[] shown) {
            chain.set(Arrays.copyOf(shown, shown.length));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) {
            take(shown);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, Socket socket) {
            take(shown);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, SSLEngine engine) {
            take(shown);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) {
            throw new UnsupportedOperationException("we serve nobody");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, Socket socket) {
            checkClientTrusted(shown, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, SSLEngine engine) {
            checkClientTrusted(shown, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
