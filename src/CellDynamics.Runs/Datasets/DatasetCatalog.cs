using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Datasets;

/// <summary>The datasets of an instance: what pages ask and what uploads end in.</summary>
public sealed class DatasetCatalog
{
    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<DatasetRecord>> ListAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<DatasetRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The parsed <c>summary.json</c> (what <c>inspect</c> found), or null while the file is being checked or cannot be read.</summary>
    public Task<DatasetSummary?> ReadSummaryAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task ConfirmRolesAsync(Guid id, StudyRoles roles, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Takes a complete file into the catalogue by rename and queues its check in a child process.</summary>
    public Task<Guid> AddAsync(string completeFile, string fileName, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Deletes the dataset with its runs.</summary>
    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Full path of the upload as it came.</summary>
    public string FileOf(DatasetRecord dataset) => throw new NotImplementedException();
}
