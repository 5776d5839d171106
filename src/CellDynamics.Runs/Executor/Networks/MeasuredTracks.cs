using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Executor.Networks;

/// <summary>Cells that were followed: the same name at several times.</summary>
internal static class MeasuredTracks
{
    /// <summary>Beyond it, the most variable genes stand for all.</summary>
    private const int MostGenes = 2000;

    /// <exception cref="RunException">No cell is there at every time, or one is there twice.</exception>
    public static FollowedCells Read(OpenRun run, TimeAxis axis)
    {
        Study study = run.Study;
        DataColumn cells = study.Cell!;
        ICellMatrix matrix = study.Data.RequireMatrix(study.Roles.Layer);
        MatrixSummary summary = MatrixSummary.Of(matrix, run.Cancellation);
        ScaleEvidence scale = ScaleDetector.Of(summary, study.Roles.IsCytometry);
        if (scale.Scale == MatrixScale.Scaled)
            throw new RunException($"{run.FileName}, {(study.Roles.Layer is { } layer ? $"/layers/{layer}" : "/X")}: expected levels of genes, which are 0 or more, found negative values. Choose a layer with counts or logarithms.");
        int[][] rows = Tracks(run, axis, cells);
        var names = new GeneNames(study.Data.Var);
        int[] genes = matrix.Columns <= MostGenes ? [.. Enumerable.Range(0, matrix.Columns)] : names.Joined(HighlyVariableGenes.Select(matrix, scale.Scale, MostGenes, null, run.Cancellation), run.Request.Genes ?? []);
        var asShown = new RepresentationModel([.. genes.Select(gene => study.Data.Var.Index[gene])], scale.Scale, new double[genes.Length], null, []);
        DenseMatrix levels = asShown.Project(matrix, genes, run.Cancellation);
        for (int i = 0; i < levels.Values.Length; i++)
            levels.Values[i] = Math.Max(0, levels.Values[i]);
        return new FollowedCells(
            [.. axis.Times], [.. genes.Select(gene => names.Symbols[gene])], [.. rows.Select(at => levels.SelectRows(at))], rows[0], scale.Scale,
            $"{rows[0].Length} cells were followed through {axis.Points.Count} measured times ({cells.Name}).", $"{scale.Evidence} Worked on as follows: {scale.Treatment}.");
    }

    /// <summary>Rows of the cells that are there at every time, <c>[times][cells]</c>.</summary>
    private static int[][] Tracks(OpenRun run, TimeAxis axis, DataColumn names)
    {
        var rowsOf = new Dictionary<string, int[]>(StringComparer.Ordinal);
        for (int point = 0; point < axis.Points.Count; point++)
        {
            foreach (int row in axis.CellsAt(point))
            {
                if (names.Labels[row] is not { } name)
                    continue;
                int[] places = rowsOf.TryGetValue(name, out int[]? known) ? known : rowsOf[name] = [.. Enumerable.Repeat(-1, axis.Points.Count)];
                if (places[point] >= 0)
                    throw new RunException($"{run.FileName}, /obs/{names.Name}: expected a cell at most once at each time, found '{name}' twice at {axis.Points[point].Label}. Choose the column that names single cells.");
                places[point] = row;
            }
        }
        int[][] whole = [.. rowsOf.OrderBy(pair => pair.Value[0]).Select(pair => pair.Value).Where(places => places.All(row => row >= 0))];
        if (whole.Length < 2)
            throw new RunException($"{run.FileName}, /obs/{names.Name}: expected cells that are there at all {axis.Points.Count} times, found {whole.Length} of {rowsOf.Count}. Without followed cells leave this column out: paths are then inferred.");
        if (whole.Length < rowsOf.Count)
            run.Warn($"{rowsOf.Count - whole.Length} of {rowsOf.Count} followed cells are not there at every time and are left out.");
        return [.. Enumerable.Range(0, axis.Points.Count).Select(point => whole.Select(places => places[point]).ToArray())];
    }
}
