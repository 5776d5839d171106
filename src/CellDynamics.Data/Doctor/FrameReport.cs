using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Doctor;

/// <summary><c>obs</c> or <c>var</c>.</summary>
public sealed record FrameReport(IndexReport Index, IReadOnlyList<ColumnReport> Columns)
{
    internal static FrameReport Of(DataFrame frame) =>
        new(new IndexReport(frame.IndexName, [.. frame.Index.Take(5)]), [.. frame.Columns.Select(ColumnReport.Of)]);
}
