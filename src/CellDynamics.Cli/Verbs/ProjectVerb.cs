using System.CommandLine;
using System.Globalization;
using CellDynamics.Cli.Keeping;
using CellDynamics.Runs;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Storage;

namespace CellDynamics.Cli.Verbs;

/// <summary>The labs of a shared instance and what each may use. Members are looked after on the page of the project.</summary>
internal static class ProjectVerb
{
    private const string Unlimited = "none";

    private static readonly Caller CommandLine = new(null, "command line", IsTrusted: true);

    public static Command Build() => new("project", "Add the labs (projects) of a shared instance, list them, and say what each may use.") { Add(), List(), Quotas() };

    private static Command Add()
    {
        Argument<string> name = Symbols.Argument("NAME", "Name of the lab, as people are shown it.");
        Option<string> owner = Symbols.Option<string>("--owner", "Sign-in name or e-mail address of its first owner, who adds the members.", isRequired: true);
        var command = new Command("add", "Add a project with its first owner.") { name, owner };
        Do(command, async (desks, parsed, cancel) =>
        {
            var (_, account) = await desks.Projects.AddAsync(CommandLine, parsed.GetRequiredValue(name), parsed.GetRequiredValue(owner), cancel);
            Console.Out.WriteLine($"{parsed.GetRequiredValue(name)} belongs to {account.UserName}, who adds its members under Projects.");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Print every project: name, owners, storage, analyses running, computing hours of this month (UTC), each with its quota.");
        Do(command, async (desks, _, cancel) =>
        {
            foreach ((var project, IReadOnlyList<string> owners) in await desks.Projects.ListAsync(CommandLine, cancel))
            {
                ProjectUsage usage = await desks.Quotas.ReadAsync(project.Id, cancel);
                string[] columns =
                [
                    project.Name, owners.Count == 0 ? "no owner" : string.Join(", ", owners),
                    Of($"{ByteSize.Of(usage.StoredBytes)} stored", usage.MaximumBytes is { } bytes ? ByteSize.Of(bytes) : null),
                    Of($"{usage.Running} running", usage.MaximumRunning?.ToString(CultureInfo.InvariantCulture)),
                    Of($"{QuotaDesk.Hours(usage.ComputeHours)} h", usage.MaximumHours is { } hours ? $"{QuotaDesk.Hours(hours)} h until {usage.NextMonthUtc:yyyy-MM-dd}" : null),
                ];
                Console.Out.WriteLine($"{string.Join('\t', columns)}{(project.IsSensitive ? "\tsensitive" : "")}");
            }
        });
        return command;
    }

    private static Command Quotas()
    {
        Argument<string> name = Symbols.Argument("NAME", "Name of the project.");
        Option<string?> storage = Symbols.Option<string?>("--storage", $"Storage in GB, or {Unlimited}.");
        Option<string?> running = Symbols.Option<string?>("--running", $"Analyses at once, or {Unlimited}.");
        Option<string?> hours = Symbols.Option<string?>("--hours", $"Computing hours in a calendar month, or {Unlimited}.");
        var command = new Command("quota", "Say what a project may use; what is not named stays as it is.") { name, storage, running, hours };
        Do(command, async (desks, parsed, cancel) =>
        {
            string wanted = parsed.GetRequiredValue(name);
            var project = (await desks.Projects.ListAsync(CommandLine, cancel)).Select(entry => entry.Project).FirstOrDefault(p => p.Name == wanted)
                ?? throw new ProjectException($"There is no project named {wanted}. See: celldynamics project list");
            Quota quota = Quota.Of(project);
            quota = new Quota(
                Read(parsed.GetValue(storage), "--storage", quota.MaximumBytes / 1e9) is { } gigabytes ? (long)(gigabytes * 1e9) : null,
                Read(parsed.GetValue(running), "--running", quota.MaximumRunning) is { } atOnce ? (int)atOnce : null,
                Read(parsed.GetValue(hours), "--hours", quota.ComputeHoursPerMonth));
            await desks.Projects.SetQuotaAsync(CommandLine, project.Id, quota, cancel);
            Console.Out.WriteLine($"{project.Name}: {quota}.");
        });
        return command;
    }

    private static double? Read(string? text, string option, double? now)
    {
        if (text is null)
            return now;
        if (text == Unlimited)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && number >= 0 ? number
            : throw new ProjectException($"{option}: expected a number of 0 or more, or {Unlimited}, found \"{text}\".");
    }

    private static string Of(string used, string? most) => most is null ? $"{used}, no quota" : $"{used} of {most}";

    private static void Do(Command command, Func<Desks, ParseResult, CancellationToken, Task> act)
    {
        var instance = new InstanceOptions();
        instance.AddTo(command);
        command.SetAction(parsed => InstanceOptions.Run(async cancel =>
        {
            RunsOptions options = await instance.ReadExistingAsync(parsed, cancel);
            var database = new Database(options);
            await database.MigrateAsync(cancel);
            var audit = new AuditLog(database, TimeProvider.System);
            var registry = new ProjectRegistry(database, new AccessDesk(database, TimeProvider.System), audit, TimeProvider.System);
            try
            {
                await act(new Desks(registry, new QuotaDesk(database, options, TimeProvider.System)), parsed, cancel);
            }
            catch (ProjectException refused)
            {
                throw new InvalidOperationException(refused.Message, refused);
            }
            return ExitCode.Done;
        }));
    }

    private sealed record Desks(ProjectRegistry Projects, QuotaDesk Quotas);
}
