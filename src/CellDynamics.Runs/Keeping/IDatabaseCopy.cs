namespace CellDynamics.Runs.Keeping;

/// <summary>Copies a database that is in use, and puts a copy back into an empty place.</summary>
internal interface IDatabaseCopy
{
    /// <summary>Of the copy, in the folder of a backup.</summary>
    string FileName { get; }

    /// <summary>Writes the state of one moment to the path.</summary>
    /// <returns>What that state holds.</returns>
    /// <exception cref="Execution.RunException">There is no database, or it cannot be copied.</exception>
    Task<KeptRows> TakeAsync(string path, CancellationToken cancellationToken);

    /// <exception cref="Execution.RunException">There is something already.</exception>
    Task RequireEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Whole or not at all.</summary>
    Task PutBackAsync(string path, CancellationToken cancellationToken);

    static IDatabaseCopy For(RunsOptions options) => options.Provider == DatabaseProvider.Sqlite ? new SqliteCopy(options) : new PostgresCopy(options);
}
