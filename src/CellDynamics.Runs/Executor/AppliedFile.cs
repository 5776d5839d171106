using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Quality;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Executor;

/// <summary>Control cells of another file that meet the filter of a finished analysis, one population per donor, in the coordinates of that analysis.</summary>
/// <param name="data">The other file, open.</param>
/// <param name="request">Of the analysis.</param>
/// <param name="question">With names of columns that differ.</param>
/// <param name="warn">Hears what limits the prediction.</param>
internal sealed class AppliedFile(AnnotatedData data, RunRequest request, ResponseQuestion question, Action<string> warn)
{
    private static readonly string[] PcaKeys = ["X_pca", "X_PCA", "pca", "PCA"];

    private string Name => Path.GetFileName(data.Path);

    /// <param name="decoder">Of the analysis; null where it had no genes.</param>
    /// <param name="dims">Number of coordinates it worked in.</param>
    /// <param name="model">Says whether it knows cell types.</param>
    /// <param name="cancellation">Stops the projection.</param>
    /// <exception cref="RunException">There are no control cells, or the coordinates cannot be had.</exception>
    /// <exception cref="DatasetException">A column named in the question is absent, or too few genes are there.</exception>
    public IReadOnlyList<Population> Controls(RepresentationModel? decoder, int dims, ITreatmentModel model, CancellationToken cancellation)
    {
        int[] controls = Kept(ControlCells(), cancellation);
        DataColumn? donors = Column(question.DonorColumn, request.Roles.Donor, "all cells are taken as of one donor");
        DataColumn? types = model.CellTypes.Count == 0 ? null : Column(null, request.Roles.CellType, "the cells are predicted without their types");
        DenseMatrix states = States(decoder, dims, cancellation);
        int missing = donors is null ? 0 : controls.Count(cell => donors.Labels[cell] is null);
        if (missing > 0)
            warn($"{Name}, /obs/{donors!.Name}: {NumberText.Grouped(missing)} control cells have no donor and are left out.");
        Population[] populations =
        [
            .. controls.Where(cell => donors is null || donors.Labels[cell] is not null).GroupBy(cell => donors?.Labels[cell] ?? "").Select(cells =>
                new Population(0, request.Roles.Control ?? "", states.SelectRows([.. cells]), [.. cells]) { Condition = request.Roles.Control, Donor = cells.Key, CellTypes = types is null ? null : [.. cells.Select(cell => types.Labels[cell])] }),
        ];
        return populations.Length > 0 ? populations : throw new RunException($"{Name}: expected control cells with a donor, found none. Choose another donor column.");
    }

    /// <summary>The model has seen only cells that meet the filter of the analysis: others would be predicted by what it never learned from.</summary>
    private int[] Kept(int[] controls, CancellationToken cancellation)
    {
        if (request.Roles.Filter is not { IsEmpty: false } filter)
            return controls;
        KeptCells kept;
        try
        {
            // Which groups must be left is a question to the analysis; the columns of another file may have other names.
            kept = KeptCells.Of(data, new StudyRoles { Filter = filter }, cancellation)!;
        }
        catch (DatasetFileException failure)
        {
            warn($"The filter of the analysis ({filter.Describe()}) cannot be applied to {Name}: expected {failure.Expected}, found {failure.Found}. Cells of any quality are predicted.");
            return controls;
        }
        warn($"{Name}, as in the analysis: {kept.Sentence}");
        int[] left = [.. controls.Intersect(kept.Rows)];
        return left.Length > 0 ? left : throw new RunException(
            $"{Name}: expected control cells that meet the filter of the analysis ({filter.Describe()}), found none among {NumberText.Grouped(controls.Length)}. Check that the file holds the same kind of values as that of the analysis.");
    }

    private int[] ControlCells()
    {
        int[] all = [.. Enumerable.Range(0, data.CellCount)];
        if (Column(question.ConditionColumn, request.Roles.Condition, "all cells are taken as control cells") is not { } condition)
            return all;
        int[] controls = [.. all.Where(cell => condition.Labels[cell] == request.Roles.Control)];
        return controls.Length > 0 ? controls : throw new RunException(
            $"{Name}, /obs/{condition.Name}: expected cells of the control condition '{request.Roles.Control}', as the analysis was trained with, found {string.Join(", ", condition.Labels.OfType<string>().Distinct(StringComparer.Ordinal).Take(8))}. Name the column of the condition if it is another one, or rename the value.");
    }

    /// <summary>A column that was named must be there; one that is merely called so in the analysis may be absent.</summary>
    private DataColumn? Column(string? named, string? usual, string otherwise)
    {
        if (named is not null)
            return data.RequireObs(named);
        DataColumn? found = usual is null ? null : data.Obs.Find(usual);
        if (found is null && usual is not null)
            warn($"{Name}, /obs: there is no column '{usual}': {otherwise}.");
        return found;
    }

    private DenseMatrix States(RepresentationModel? decoder, int dims, CancellationToken cancellation)
    {
        if (decoder is { CanProject: true })
        {
            CompareScales(decoder.Scale, cancellation);
            CompareGenes(decoder.Genes);
            return Finite(decoder.Project(data, request.Roles.Layer, cancellation));
        }
        string? key = request.Roles.Use ?? PcaKeys.FirstOrDefault(data.ObsmKeys.Contains);
        if (key is null || !data.ObsmKeys.Contains(key))
            throw new RunException($"{Name}, /obsm: expected the coordinates the analysis worked in ('{key ?? PcaKeys[0]}'), found {string.Join(", ", data.ObsmKeys.DefaultIfEmpty("none"))}. They came with the file of the analysis and cannot be computed for another one: run it without them, so that genes place new cells.");
        DenseMatrix states = Representation.RequireFinite(data, key);
        if (states.Columns != dims)
            throw new RunException($"{Name}, /obsm/{key}: expected {dims} dimensions, as in the analysis, found {states.Columns}. Give the cells the coordinates of the same space.");
        warn($"The coordinates {key} came with the files: whether those of {Name} lie in the same space as those of the analysis cannot be checked.");
        return states;
    }

    private void CompareScales(MatrixScale trained, CancellationToken cancellation)
    {
        if (request.Roles.Use is not null || request.Roles.IsCytometry is not null)
            return;
        MatrixScale found = ScaleDetector.Detect(MatrixSummary.Of(data.RequireMatrix(request.Roles.Layer), cancellation)).Scale;
        if (found != trained)
            warn($"The values of {Name} look like another scale ({found.ToString().ToLowerInvariant()}) than those of the analysis ({trained.ToString().ToLowerInvariant()}): they are treated like the latter. Give the same kind of values.");
    }

    private void CompareGenes(string[] genes)
    {
        string[] missing = [.. genes.Except(data.Var.Index)];
        if (missing.Length > 0)
        {
            warn($"{Name}, /var: {NumberText.Grouped(missing.Length)} of the {NumberText.Grouped(genes.Length)} genes of the analysis {(missing.Length == 1 ? "is" : "are")} missing ({string.Join(", ", missing.Take(3))}{(missing.Length > 3 ? ", …" : "")}). "
                + "They count as average, and what is predicted of them rests on the others.");
        }
    }

    private DenseMatrix Finite(DenseMatrix states) => states.Values.All(double.IsFinite) ? states
        : throw new DatasetFileException(data.Path, "/X", "finite numbers", "NaN or infinities", "Replace them (by 0 where a gene was not seen).");
}
