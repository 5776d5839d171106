using System.Collections;
using System.CommandLine;
using System.Data.Common;
using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace CellDynamics.Cli.Keeping;

/// <summary>Which instance a verb works on: told as to the site by environment variables, or by options.</summary>
internal sealed class InstanceOptions
{
    private const int CannotOpen = 14, Plain = 1; // SQLITE_CANTOPEN; SQLITE_ERROR, such as a table that is not there
    private const string NoTable = "42P01", NoColumn = "42703"; // PostgreSQL: undefined_table, undefined_column

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
            settings["Database:Provider"] = DatabaseSettings.NamesHost(text) ? "postgres" : "sqlite";
        }
        if (settings.GetValueOrDefault("DataRoot") is null or "")
            throw new RunException("Expected a data root, found none. Name it with --data-root DIR, or in the environment variable DataRoot.");
        return RunsOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    /// <summary>The same of an instance that exists: a list, or a change of what is not there, must not begin a new one in the empty folder below a mount that is missing.</summary>
    /// <exception cref="RunException">As <see cref="Read"/>, or the database is not there or has nothing in it.</exception>
    public async Task<RunsOptions> ReadExistingAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        RunsOptions options = Read(parsed);
        if (options.Provider == DatabaseProvider.Sqlite && new SqliteConnectionStringBuilder(options.ConnectionString).DataSource is var file && !File.Exists(file))
            throw new RunException($"{file}: expected the database of an instance, found none. Name its data root, or mount its file system, or run the command as the user of the site where this one may not look into it; celldynamics migrate makes a new instance.");
        if (await new Database(options).IsEmptyAsync(cancellationToken))
            throw new RunException("Expected the database of an instance, found an empty one. Name the right one, or make a new instance in it with celldynamics migrate.");
        return options;
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
        catch (IOException full) when (RunFailure.IsDiskFull(full))
        {
            throw new RunException($"{full.Message} The disk is full: free some space or choose another disk, then begin anew. An unfinished backup is no backup and is removed by the next one; a data root that was restored in part has to be emptied, with its database.", full);
        }
        catch (Exception failure) when (failure is InvalidOperationException or DbException)
        {
            // Entity Framework wraps an outage in another exception.
            throw new RunException((failure as DbException ?? failure.InnerException) switch
            {
                SqliteException { SqliteErrorCode: CannotOpen } => "Expected the database of an instance in the data root, found none, or one that this user may not open. Name its data root, run the command as the user of the site, or make a new instance with celldynamics migrate.",
                SqliteException { SqliteErrorCode: Plain } or DbException { SqlState: NoTable or NoColumn } => $"Expected the database of an instance of this version, found one without all its tables ({(failure as DbException ?? failure.InnerException)!.Message}). Name the right one, or bring it up to date with celldynamics migrate (an empty one becomes a new instance).",
                DbException database => $"The database could not be used: {database.Message}{(database.InnerException is { } reason ? $" ({reason.Message})" : "")}. Is it running, and is Database:ConnectionString right?",
                _ => failure.Message,
            }, failure);
        }
    });
}
