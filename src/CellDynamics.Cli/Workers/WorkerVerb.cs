using System.CommandLine;
using System.Globalization;
using CellDynamics.Cli.Keeping;
using CellDynamics.Runs;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;

namespace CellDynamics.Cli.Workers;

/// <summary>A node that executes runs of an instance, and the administration of all nodes.</summary>
internal static class WorkerVerb
{
    private const int DefaultGrace = 60;

    public static Command Build()
    {
        Option<string> groups = new("--groups") { Description = "Execution groups to serve: cpu, gpu, or both separated by a comma.", DefaultValueFactory = _ => RunGroups.Cpu };
        Option<int> slots = new("--slots") { Description = "Runs to execute at once.", DefaultValueFactory = _ => 1 };
        Option<long?> memory = Symbols.Option<long?>("--memory", "Bytes of memory that runs may take here; default: what the machine has.");
        Option<string?> name = Symbols.Option<string?>("--name", "Name of this node; default: that of the machine.");
        Option<int> grace = new("--drain-seconds") { Description = "How long runs may go on when the worker is asked to stop; then they go back into the line with their checkpoints.", DefaultValueFactory = _ => DefaultGrace };
        Option<string?> root = Symbols.Option<string?>("--data-root", "The data root of the site, where this machine mounts it; default: the environment variable DataRoot.");
        Option<string?> connection = Symbols.Option<string?>("--connection", "Connection string of the site's PostgreSQL; default: Database__ConnectionString.");
        var command = new Command("worker", "Execute runs of a shared instance on this machine, until stopped. Settings are those of the site, in the environment.")
        {
            groups, slots, memory, name, grace, root, connection, List(), Drain(isDraining: true), Drain(isDraining: false),
        };
        // Not as an asynchronous action: the host itself hears the signals and takes its time to stop.
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            Dictionary<string, string?> settings = new()
            {
                ["Worker:Groups"] = parsed.GetValue(groups), ["Queue:ConcurrentRuns"] = Text(parsed.GetValue(slots)), ["Worker:DrainSeconds"] = Text(parsed.GetValue(grace)), ["Queue:ExecutesHere"] = "true",
            };
            Add(settings, "Worker:MemoryBytes", parsed.GetValue(memory) is { } bytes ? Text(bytes) : null);
            Add(settings, "Worker:Name", parsed.GetValue(name));
            Add(settings, "DataRoot", parsed.GetValue(root));
            if (parsed.GetValue(connection) is { } text)
                (settings["Database:ConnectionString"], settings["Database:Provider"]) = (text, "postgres");
            WorkerHost.Run(settings);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Print the workers of the instance.");
        Do(command, async (desk, _, _, cancel) =>
        {
            foreach (WorkerView view in await desk.ListAsync(cancel))
            {
                string state = !view.IsAlive ? "dead" : view.Worker.HasLostFiles ? "without files" : view.Worker.IsDraining ? "draining" : "works";
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{view.Worker.Node}\t{state}\t{view.Worker.Groups}\t{view.Load} running\t{view.Worker.MemoryBytes / 1e9:0.#} GB\t{view.Worker.Version}\tlast heard of {view.Worker.SeenUtc:yyyy-MM-dd HH:mm:ss} UTC"));
            }
            if (await desk.IsDrainingAsync(cancel))
                Console.Out.WriteLine("The whole instance is draining: nothing new is started anywhere.");
        });
        return command;
    }

    private static Command Drain(bool isDraining)
    {
        var name = new Argument<string?>("NAME") { Description = "Name of the node.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> all = Symbols.Option<bool>("--all", "The whole instance, also workers that come later.");
        var command = new Command(isDraining ? "drain" : "undrain", isDraining ? "Start nothing new on a node; what runs on it goes on to its end." : "Let a node start runs again.") { name, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetValue(name) is not null))
                result.AddError("Expected the name of a node, or --all.");
        });
        Do(command, async (desk, audit, parsed, cancel) =>
        {
            string what = parsed.GetValue(name) is { } one ? $"the worker {one}" : "all workers";
            if (parsed.GetValue(name) is not { } node)
                await desk.DrainAllAsync(isDraining, cancel);
            else if (await desk.DrainAsync(node, isDraining, cancel) == 0)
                throw new RunException($"There is no worker named {node}. See: celldynamics worker list");
            await audit.AddAsync(new Caller(null, "command line", IsTrusted: true), Runs.Model.AuditAction.Changed, "instance", null, $"{what}: {(isDraining ? "draining" : "working again")}", null, cancel);
            Console.Out.WriteLine(isDraining ? $"Nothing new is started on {what}." : $"Runs are started again on {what}.");
        });
        return command;
    }

    private static void Do(Command command, Func<WorkerDesk, AuditLog, ParseResult, CancellationToken, Task> act)
    {
        var instance = new InstanceOptions();
        instance.AddTo(command);
        command.SetAction(parsed => InstanceOptions.Run(async cancel =>
        {
            RunsOptions options = await instance.ReadExistingAsync(parsed, cancel);
            var database = new Database(options);
            TimeProvider time = options.Provider == DatabaseProvider.Postgres ? new DatabaseClock(database) : TimeProvider.System;
            await act(new WorkerDesk(database, options, time), new AuditLog(database, time), parsed, cancel);
            return ExitCode.Done;
        }));
    }

    private static void Add(Dictionary<string, string?> settings, string key, string? value)
    {
        if (value is not null)
            settings[key] = value;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
