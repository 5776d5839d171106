using CellDynamics.Data.H5ad.Copying;

namespace CellDynamics.Runs.Exports;

/// <summary>A full export that was made.</summary>
/// <param name="File">The .h5ad file.</param>
/// <param name="LeftOut">What it does not hold, or holds otherwise than the dataset.</param>
public sealed record FinishedExport(FileInfo File, IReadOnlyList<LeftOut> LeftOut);

/// <summary>How far the making of a full export is.</summary>
/// <param name="Elapsed">Since it began.</param>
/// <param name="Written">Bytes on disk; 0 while the dataset is being looked through.</param>
/// <param name="Expected">Bytes of the dataset and the result together, about what the export will have.</param>
public sealed record ExportProgress(TimeSpan Elapsed, long Written, long Expected);
