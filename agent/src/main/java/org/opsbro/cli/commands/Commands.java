package org.opsbro.cli.commands;

import static org.opsbro.cli.Contents.chapter;
import static org.opsbro.cli.Contents.command;

import java.util.List;
import org.opsbro.cli.Contents;

/** The table of contents of the tool: one line a command. A class in this package that is a command and stands nowhere here fails a test. */
public final class Commands {
    private Commands() {}

    public static Contents contents() {
        return new Contents(List.of(
                chapter(
                        "agent",
                        command("agent start", "Start the agent", AgentStart::new),
                        command("agent stop", "Stop the agent", AgentStop::new),
                        command("agent info", "Tell what the agent is and how it is doing", AgentInfo::new),
                        command("agent doctor", "Look for troubles of the agent, with remedies", AgentDoctor::new),
                        command("agent reload", "Read packs and settings again now", AgentReload::new),
                        command("agent print", "Print one value of the agent, for scripts", AgentPrint::new),
                        command(
                                "agent wait-initialized",
                                "Wait until the agent has taken each turn",
                                AgentWaitInitialized::new),
                        command("agent modules state", "Tell which modules run", AgentModulesState::new),
                        command("agent log list", "List the logs of the agent", AgentLogList::new),
                        command("agent log follow", "Show a log as it grows", AgentLogFollow::new),
                        command("agent parameters show", "Show the parameters of the agent", AgentParametersShow::new),
                        command("agent parameters get", "Show one parameter", AgentParametersGet::new),
                        command("agent parameters set", "Set a parameter in agent.yml", AgentParametersSet::new),
                        command(
                                "agent parameters add",
                                "Add to a list in agent.yml, such as groups",
                                AgentParametersAdd::new),
                        command(
                                "agent parameters remove",
                                "Take out of a list in agent.yml",
                                AgentParametersRemove::new),
                        command("agent keygen", "Make a new key for the gossip of a zone", AgentKeygen::new),
                        command("keygen", "As agent keygen", AgentKeygen::new),
                        command(
                                "agent internal show-threads",
                                "Show the threads of the agent by CPU time",
                                AgentInternalShowThreads::new),
                        command(
                                "agent internal dump-memory",
                                "Write the memory of the agent to a file",
                                AgentInternalDumpMemory::new)),
                chapter(
                        "service discovery",
                        command("gossip members", "Show the nodes of the cluster", GossipMembers::new),
                        command("members", "As gossip members", GossipMembers::new),
                        command("gossip state", "Tell how gossip is doing", GossipState::new),
                        command("gossip history", "Tell which nodes came, went or changed", GossipHistory::new),
                        command("gossip join", "Join the cluster of an agent", GossipJoin::new),
                        command("join", "As gossip join", GossipJoin::new),
                        command("gossip leave", "Leave the cluster, or take out a lost node", GossipLeave::new),
                        command("leave", "As gossip leave", GossipLeave::new),
                        command("gossip ping", "Ask a node for a sign of life", GossipPing::new),
                        command("gossip detect", "Call agents in the local networks", GossipDetect::new),
                        command("gossip wait-members", "Wait until nodes are there", GossipWaitMembers::new),
                        command(
                                "gossip events add",
                                "Tell the whole zone that something happened",
                                GossipEventsAdd::new),
                        command("gossip events wait", "Wait until something is told", GossipEventsWait::new),
                        command("gossip events list", "Show what was told in the last minutes", GossipEventsList::new),
                        command("gossip zone list", "Show the tree of zones", GossipZoneList::new),
                        command("gossip zone change", "Move this node to another zone", GossipZoneChange::new),
                        command("gossip zone key generate", "Make the key of a zone", GossipZoneKeyGenerate::new),
                        command("gossip zone key import", "Take the key of a zone", GossipZoneKeyImport::new),
                        command(
                                "gossip zone key list",
                                "Show the keys of a zone, not their secrets",
                                GossipZoneKeyList::new),
                        command(
                                "gossip zone key rotate",
                                "Change the key of a zone on all its nodes",
                                GossipZoneKeyRotate::new),
                        command("gossip zone key use", "Seal with another key from now on", GossipZoneKeyUse::new),
                        command("gossip zone key remove", "Open no longer with a key", GossipZoneKeyRemove::new),
                        command("inventory", "Show the nodes as an inventory of Ansible", InventoryShow::new),
                        command(
                                "gossip zone authority generate",
                                "Make the keys that order the nodes of a zone",
                                GossipZoneAuthorityGenerate::new),
                        command(
                                "gossip zone authority import",
                                "Obey an authority, or order in its name",
                                GossipZoneAuthorityImport::new),
                        command(
                                "gossip zone authority certify",
                                "Say that a node is a relay of this zone",
                                GossipZoneAuthorityCertify::new),
                        command(
                                "gossip zone authority show",
                                "Show whom this node obeys and may order",
                                GossipZoneAuthorityShow::new),
                        command(
                                "gossip zone authority remove",
                                "Obey an authority no more",
                                GossipZoneAuthorityRemove::new)),
                chapter(
                        "automatic detection",
                        command("collectors show", "Show what collectors found", CollectorsShow::new),
                        command("collectors list", "List the collectors and what each gathers", CollectorsList::new),
                        command("collectors state", "Tell how each collector is doing", CollectorsState::new),
                        command("collectors run", "Run a collector now", CollectorsRun::new),
                        command(
                                "collectors history",
                                "Tell which collectors began or ceased to work",
                                CollectorsHistory::new),
                        command("collectors wait-ok", "Wait until a collector is OK", CollectorsWaitOk::new),
                        command("detectors list", "List the detectors and their conditions", DetectorsList::new),
                        command("detectors state", "Show the groups of this node", DetectorsState::new),
                        command("detectors run", "Ask the detectors now", DetectorsRun::new),
                        command("detectors history", "Tell which groups came and went", DetectorsHistory::new),
                        command("detectors wait-group", "Wait until this node is in a group", DetectorsWaitGroup::new)),
                chapter(
                        "monitoring",
                        command("monitoring state", "Show the state of each check", MonitoringState::new),
                        command("state", "As monitoring state", MonitoringState::new),
                        command("monitoring history", "Tell which checks changed", MonitoringHistory::new),
                        command("monitoring wait-ok", "Wait until a check is OK", MonitoringWaitOk::new),
                        command("services state", "Show the services, and which nodes offer them", ServicesState::new)),
                chapter(
                        "metrology",
                        command("top", "Watch a node at a glance, as it is now", Top::new),
                        command("ts list", "List the series that are kept", TsList::new),
                        command("ts show", "Draw a series", TsShow::new),
                        command("ts render", "Draw what a target of Graphite says", TsRender::new),
                        command("ts put", "Add a sample to a series", TsPut::new),
                        command("ts dump", "Print the samples of a series", TsDump::new),
                        command("dashboards list", "List the dashboards", DashboardsList::new),
                        command("dashboards show", "Draw a dashboard", DashboardsShow::new)),
                chapter(
                        "configuration automation",
                        command("generators state", "Show the files that are generated", GeneratorsState::new),
                        command("generators plan", "Show what would be written and run", GeneratorsPlan::new),
                        command("generators launch", "Look at a generated file now", GeneratorsLaunch::new),
                        command("generators history", "Tell which generated files changed", GeneratorsHistory::new),
                        command(
                                "generators wait-compliant",
                                "Wait until a generated file is right",
                                GeneratorsWaitCompliant::new),
                        command("executors exec", "Run a command on the nodes of a group", ExecutorsExec::new),
                        command("executors results", "Tell what a command said, from any node", ExecutorsResults::new),
                        command("executors history", "Tell who ran which command", ExecutorsHistory::new)),
                chapter(
                        "keys and locks",
                        command("kv-store put", "Put a value under a key", KvStorePut::new),
                        command("kv-store get", "Print the value of a key", KvStoreGet::new),
                        command("kv-store list", "List keys", KvStoreList::new),
                        command("kv-store delete", "Delete a key, or all that begin so", KvStoreDelete::new),
                        command("kv-store wait-exists", "Wait until there is a key", KvStoreWaitExists::new),
                        command("kv-store wait-value", "Wait until a key has a value", KvStoreWaitValue::new),
                        command("kv-store watch", "Tell changes of keys as they happen", KvStoreWatch::new),
                        command("kv-store lock", "Run a command while a lock is held", KvStoreLock::new),
                        command("kv-store state", "Tell how the store is doing", KvStoreState::new),
                        command("kv-store backup", "Write all of the store into a file", KvStoreBackup::new),
                        command("kv-store restore", "Put a backup in the place of the store", KvStoreRestore::new),
                        command("raft state", "Tell who has the store of the zone", RaftState::new),
                        command("raft wait-leader", "Wait until somebody leads the store", RaftWaitLeader::new),
                        command("raft found", "Make this node's store the one of its zone", RaftFound::new),
                        command("raft join", "Have the store of the zone on this node too", RaftJoin::new),
                        command("raft leave", "Have it no longer, or take out a lost node", RaftLeave::new)),
                chapter(
                        "system compliance",
                        command("compliance state", "Show what should be, and what is", ComplianceState::new),
                        command("compliance plan", "Show what enforcing would change", CompliancePlan::new),
                        command("compliance launch", "Look at a compliance now, and enforce it", ComplianceLaunch::new),
                        command("compliance history", "Tell which rules changed their state", ComplianceHistory::new),
                        command("compliance changes", "Show what was changed on the machine", ComplianceChanges::new),
                        command("compliance rollback", "Take the changes of a run back", ComplianceRollback::new),
                        command("compliance report", "Tell how much is as it should be", ComplianceReport::new),
                        command("compliance waive", "Accept a deviation for a time", ComplianceWaive::new),
                        command("compliance accept", "Hold what is there to be right", ComplianceAccept::new),
                        command("compliance owed", "Show commands that are owed for changes", ComplianceOwed::new),
                        command("compliance types", "List the types of rules", ComplianceTypes::new),
                        command(
                                "compliance wait-compliant",
                                "Wait until a compliance is right",
                                ComplianceWaitCompliant::new),
                        command("installers state", "Show the packages that are to be there", InstallersState::new)),
                chapter(
                        "packs and expressions",
                        command("packs list", "List the packs of all levels", PacksList::new),
                        command("packs show", "Show what packs bring, with their parameters", PacksShow::new),
                        command("packs overload", "Copy a pack to a level of your own", PacksOverload::new),
                        command("packs promote", "Bring a pack to all nodes of the zone", PacksPromote::new),
                        command("packs copy", "Make another pack of one", PacksCopy::new),
                        command("packs update", "Bring all but parameters to another level", PacksUpdate::new),
                        command("packs delete", "Take a pack away from a level", PacksDelete::new),
                        command("packs levels", "Show what is published of zone and global", PacksLevels::new),
                        command("packs publish", "Give what was edited here to all nodes", PacksPublish::new),
                        command("packs revert", "Put aside what was edited here", PacksRevert::new),
                        command("packs lint", "Tell what is wrong in a pack, without an agent", PacksLint::new),
                        command("packs parameters get", "Show a parameter of a pack", PacksParametersGet::new),
                        command("packs parameters set", "Set a parameter of a pack", PacksParametersSet::new),
                        command("evaluator eval", "Evaluate an expression", EvaluatorEval::new),
                        command(
                                "evaluator render",
                                "Render a template with what the agent knows",
                                EvaluatorRender::new),
                        command("evaluator list", "List the functions of expressions", EvaluatorList::new),
                        command(
                                "evaluator wait-eval-true",
                                "Wait until an expression is true",
                                EvaluatorWaitEvalTrue::new)),
                chapter(
                        "tool",
                        command("version", "Print the version", Version::new),
                        command("tutorials list", "List the tutorials", TutorialsList::new),
                        command("tutorials show", "Show a tutorial", TutorialsShow::new),
                        command("completion", "Print the completion script of a shell", Completion::new),
                        command("banner", "Print the banner", Banner::new))));
    }
}
