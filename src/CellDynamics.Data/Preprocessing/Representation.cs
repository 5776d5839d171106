using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Preprocessing;

/// <summary>The coordinates a study works in, and how they came about.</summary>
/// <param name="Key"><c>X_pca</c> or another key of <c>obsm</c>, or <c>X</c>.</param>
/// <param name="States"><c>[cells, dims]</c>, all cells of the file.</param>
/// <param name="Model">Decodes coordinates into expression and, where <see cref="RepresentationModel.CanProject"/>, places new cells; null where the file has no usable matrix beside its embedding.</param>
/// <param name="Explanation">What was chosen and why, in sentences.</param>
/// <param name="ExplainedVariance">Share of the variance along each coordinate, <c>[dims]</c>; null where unknown.</param>
/// <param name="Warnings">What a person should check, one sentence each.</param>
/// <param name="IsFitOnHeldOut">Cells that were to be left out had a part in it: true of every embedding that came with the file.</param>
public sealed record Representation(
    string Key, DenseMatrix States, RepresentationModel? Model, string Explanation, double[]? ExplainedVariance, IReadOnlyList<string> Warnings, bool IsFitOnHeldOut)
{
    /// <summary>Takes what the roles say; else an existing PCA; else normalises, chooses genes and computes a PCA; without a matrix, any other embedding.</summary>
    /// <param name="study">The dataset with its roles.</param>
    /// <param name="fitCells">Cells that genes and PCA are fitted on; null for all. All cells are placed.</param>
    /// <param name="options">Numbers of genes and components, and the scale where a person chose it.</param>
    /// <param name="cancellationToken">Stops between blocks of rows.</param>
    /// <exception cref="DatasetFileException">There is nothing to work in, or it holds NaN or infinities.</exception>
    public static Representation Build(Study study, IReadOnlyList<int>? fitCells = null, RepresentationOptions? options = null, CancellationToken cancellationToken = default)
    {
        bool[]? isTaken = Mask(study.Data.CellCount, fitCells);
        if (study.Roles.Use == StudyRoles.UseMatrix)
            return TakeMatrix(study, cancellationToken);
        var matrix = new MatrixRepresentation(study, isTaken, options ?? new RepresentationOptions(), cancellationToken);
        WorkingSpace space = WorkingSpace.Of(study.Data, study.Roles, key => IsFinite(study.Data, key));
        return space.Embedding is { } key ? TakeEmbedding(study.Data, key, space.Why, matrix, isTaken is not null) : matrix.Fit();
    }

    /// <exception cref="DatasetFileException">The embedding has NaN or infinities.</exception>
    public static DenseMatrix RequireFinite(AnnotatedData data, string key)
    {
        DenseMatrix states = data.ReadObsm(key);
        int[] bad = [.. Enumerable.Range(0, states.Rows).Where(row => states.Row(row).ContainsAnyExceptFinite())];
        if (bad.Length == 0)
            return states;
        throw new DatasetFileException(data.Path, "/obsm/" + key, "finite numbers",
            $"NaN or infinities in {NumberText.Grouped(bad.Length)} of {NumberText.Grouped(states.Rows)} cells, the first '{data.Obs.Index[bad[0]]}'",
            "Remove these cells, compute the embedding again, or choose another one.");
    }

    private static bool IsFinite(AnnotatedData data, string key)
    {
        try
        {
            return !data.ReadObsm(key).Values.AsSpan().ContainsAnyExceptFinite();
        }
        catch (DatasetFileException)
        {
            // Not asked for by anybody: another way is taken.
            return false;
        }
    }

    private static Representation TakeEmbedding(AnnotatedData data, string key, string why, MatrixRepresentation matrix, bool hasHeldOut)
    {
        DenseMatrix states = RequireFinite(data, key);
        var warnings = new List<string>();
        if (hasHeldOut)
            warnings.Add($"{key} was computed before on all cells, so held-out cells had a part in it: scores of held-out time points are a little too good.");
        if (WorkingSpace.IsMap(key))
            warnings.Add($"{key} is a map for the eye, in which distances between groups mean little: a PCA or another latent space is better to work in.");
        RepresentationModel? decoder = matrix.TryDecode(states);
        if (decoder is null)
            warnings.Add($"The file has no usable matrix, so coordinates of {key} cannot be turned back into genes.");
        return new Representation(key, states, decoder, $"{why} It has {states.Columns} dimensions.", null, warnings, hasHeldOut);
    }

    private static Representation TakeMatrix(Study study, CancellationToken cancellationToken)
    {
        AnnotatedData data = study.Data;
        ICellMatrix matrix = data.RequireMatrix(study.Roles.Layer);
        string place = WorkingSpace.PlaceOfMatrix(study.Roles);
        if (matrix.Columns is 0 or > RepresentationOptions.MostColumnsAsIs)
            throw new DatasetFileException(data.Path, place, $"1 to {RepresentationOptions.MostColumnsAsIs} columns to be taken as they are", $"{matrix.Columns}",
                $"Leave out --use X to have a PCA computed, or use an embedding: {string.Join(", ", data.ObsmKeys.DefaultIfEmpty("none in the file"))}.");
        int[] all = [.. Enumerable.Range(0, matrix.Columns)];
        var model = new RepresentationModel(data.Var.Index, MatrixScale.Scaled, new double[matrix.Columns], null, []);
        DenseMatrix states = model.Project(matrix, all, cancellationToken);
        MatrixRepresentation.RequireFinite(data, place, MatrixSummary.Of(matrix, cancellationToken));
        return new Representation(StudyRoles.UseMatrix, states, model, $"The {matrix.Columns} columns of {place[1..]} are used as they are, as asked.", null, [], false);
    }

    private static bool[]? Mask(int cells, IReadOnlyList<int>? taken)
    {
        if (taken is null || taken.Count == cells)
            return null;
        bool[] mask = new bool[cells];
        foreach (int cell in taken)
            mask[cell] = true;
        return mask;
    }
}
