using System.Collections;
using System.CommandLine;
using System.Data.Common;
using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace CellDynamics.Cli.Keeping;

/// <summary>Which instance a verb works on: told as to the site by environment variables, or by options.</summary>
internal sealed class InstanceOptions
{
    private const int CannotOpen = 14; // SQLITE_CANTOPEN

    private readonly Option<string?> dataRoot = Symbols.Option<string?>("--data-root", "The instance's data root; default: the environment variable DataRoot.");
    private readonly Option<string?> connection = Symbols.Option<string?>("--connection", "Connection string of the database, of PostgreSQL when it names a Host; default: Database__ConnectionString, else the file in the data root.");

    public void AddTo(Command command)
    {
        command.Add(dataRoot);
        command.Add(connection);
    }

    /// <exception cref="RunException">No data root was named, or a setting cannot be used.</exception>
    public RunsOptions Read(ParseResult parsed)
    {
        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            settings[((string)variable.Key).Replace("__", ":", StringComparison.Ordinal)] = (string?)variable.Value;
        if (parsed.GetValue(dataRoot) is { } root)
            settings["DataRoot"] = root;
        if (parsed.GetValue(connection) is { } text)
        {
            settings["Database:ConnectionString"] = text;
            settings["Database:Provider"] = text.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? "postgres" : "sqlite";
        }
        if (settings.GetValueOrDefault("DataRoot") is null or "")
            throw new RunException("Expected a data root, found none. Name it with --data-root DIR, or in the environment variable DataRoot.");
        return RunsOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    /// <summary>Ends the verb with one sentence, also where the database is what fails.</summary>
    public static int Run(Func<CancellationToken, Task<int>> work) => ErrorBoundary.Run(() =>
    {
        using var interrupt = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            interrupt.Cancel();
        };
        try
        {
            return work(interrupt.Token).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is InvalidOperationException or DbException)
        {
            throw new RunException(failure switch
            {
                SqliteException { SqliteErrorCode: CannotOpen } => "Expected the database of an instance in the data root, found none, or one that this user may not open. Name its data root, run the command as the user of the site, or make a new instance with celldynamics migrate.",
                DbException => $"The database could not be used: {failure.Message}",
                _ => failure.Message,
            }, failure);
        }
    });
}
