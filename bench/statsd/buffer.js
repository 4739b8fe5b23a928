// npm statsd leaves its receive buffer as the system has it: it gets the size of OPSBRO_BENCH_BUFFER here, as the others
const dgram = require('dgram');
const create = dgram.createSocket;
dgram.createSocket = (...words) => {
    const socket = create(...words);
    socket.on('listening', () => socket.setRecvBufferSize(Number(process.env.OPSBRO_BENCH_BUFFER)));
    return socket;
};
