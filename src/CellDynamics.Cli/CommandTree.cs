using System.CommandLine;
using System.CommandLine.Parsing;
using CellDynamics.Cli.Benchmarks.Reliability;
using CellDynamics.Cli.Keeping;
using CellDynamics.Cli.Verbs;
using CellDynamics.Cli.Workers;

namespace CellDynamics.Cli;

/// <summary>All verbs. Adding one is adding a line here.</summary>
internal static class CommandTree
{
    public static RootCommand Build() => new("Infers how populations of single cells moved between snapshots.")
    {
        InspectVerb.Build(),
        MethodsVerb.Build(),
        RunVerb.Build(),
        PredictVerb.Build(),
        ExportVerb.Build(),
        ScoreVerb.Build(),
        SimulateVerb.Build(),
        BenchmarkVerb.Build(),
        BackupVerb.Build(),
        RestoreVerb.Build(),
        MigrateVerb.Build(),
        ReindexVerb.Build(),
        UserVerb.Build(),
        ProjectVerb.Build(),
        WorkerVerb.Build(),
        ExecuteVerb.Build(),
        SummarizeVerb.Build(),
        RehearseVerb.Build(),
    };

    /// <summary>Names of a command and those above it, without the root.</summary>
    public static IEnumerable<string> PathOf(CommandResult? result)
    {
        List<string> names = [];
        for (; result is not null && result.Command is not RootCommand; result = result.Parent as CommandResult)
            names.Insert(0, result.Command.Name);
        return names;
    }
}
