using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor;

/// <summary>The matrices and embeddings of a file after one look at each: which can be worked in, and why others cannot.</summary>
internal sealed class Places(AnnotatedData data)
{
    private readonly Dictionary<string, MatrixSummary> summaries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);

    /// <summary>Keys of embeddings that can be worked in.</summary>
    public IReadOnlyList<string> Embeddings => [.. data.ObsmKeys.Where(IsUsable)];

    /// <param name="place">Such as <c>/layers/counts</c>.</param>
    /// <param name="summary">Null where it cannot be read.</param>
    public void Add(string place, MatrixSummary summary)
    {
        summaries[place] = summary;
        if (summary.NotFinite > 0)
            Refuse(place, $"holds NaN or infinities in {NumberText.Counted(summary.NotFinite, "place")}");
    }

    /// <param name="place">Such as <c>/obsm/X_umap</c>.</param>
    /// <param name="why">Goes on after its name: <c>holds NaN</c>.</param>
    public void Refuse(string place, string why) => problems[place] = why;

    /// <summary>Of the matrix that the roles choose; null where it is not there or cannot be read.</summary>
    public MatrixSummary? Summary(StudyRoles roles) => Summary(WorkingSpace.PlaceOfMatrix(roles));

    /// <summary>Null where it is not there or cannot be read.</summary>
    public MatrixSummary? Summary(string place) => summaries.GetValueOrDefault(place);

    /// <summary>Where X cannot be worked in: the layer that holds counts, or any other, or else an embedding.</summary>
    public StudyRoles Suggest(StudyRoles roles)
    {
        if (roles.Layer is not null || roles.Use is not null || MatrixProblem(roles) is null)
            return roles;
        string? layer = data.Layers.Keys.Where(name => MatrixProblem(new StudyRoles { Layer = name }) is null)
            .OrderBy(name => Rank(ScaleDetector.Detect(summaries["/layers/" + name]).Scale)).FirstOrDefault();
        WorkingSpace space = WorkingSpace.Of(data, roles, IsUsable);
        bool isUsable = space.Embedding is { } key && IsUsable(key);
        if (layer is not null)
            return roles with { Layer = layer, Use = isUsable && !WorkingSpace.IsMap(space.Embedding!) ? space.Embedding : null };
        return isUsable ? roles : roles with { Use = WorkingSpace.FindOther(data, IsUsable) };
    }

    /// <summary>Why an analysis under these roles would fail, a sentence; null where it would not.</summary>
    public string? Problem(StudyRoles roles)
    {
        if (WorkingSpace.Of(data, roles, IsUsable).Embedding is not { } key)
            return MatrixProblem(roles);
        return !data.ObsmKeys.Contains(key) ? $"the file has no embedding '{key}'. Choose another one."
            : problems.TryGetValue("/obsm/" + key, out string? why) ? $"the embedding {key}, which would be worked in, {why}. Choose another one, or compute it again." : null;
    }

    /// <summary>Why the values of genes cannot be used, a sentence; null where they can.</summary>
    /// <param name="roles">What a person said.</param>
    /// <param name="isForGenes">An embedding is no way out.</param>
    public string? MatrixProblem(StudyRoles roles, bool isForGenes = false)
    {
        ICellMatrix? matrix = roles.Layer is { } layer ? data.Layers.GetValueOrDefault(layer) : data.X;
        string place = WorkingSpace.PlaceOfMatrix(roles), name = place[(place.LastIndexOf('/') + 1)..];
        if (problems.TryGetValue(place, out string? why))
            return $"{(roles.Layer is null ? name : $"the layer {name}")} {why}. {Others(roles, isForGenes)}";
        if (WorkingSpace.HasValues(matrix))
            return null;
        if (roles.Layer is not null)
            return $"the file has no layer '{roles.Layer}'. Choose another one.";
        return data.CellCount == 0 ? "the file has no cells." : Embeddings.Count == 0 && data.Layers.Count == 0 ? "the file has neither a matrix nor a usable embedding."
            : $"the file has no matrix X of cells and genes. {Others(roles, isForGenes)}";
    }

    /// <summary>Where values and coordinates come from when that is not what a person would expect; empty otherwise.</summary>
    public string Origin(StudyRoles roles)
    {
        string? key = WorkingSpace.Of(data, roles, IsUsable).Embedding;
        string values = roles.Layer is { } layer ? $"values of genes are those of the layer {layer}" : "";
        string space = key is not null && MatrixProblem(roles) is not null ? $"the embedding {key} is worked in, and no values of genes are known" : roles.Use is not null && key is not null ? $"the embedding {key} is worked in" : "";
        return string.Concat(new[] { values, space }.Where(part => part.Length > 0).Select(part => "; " + part));
    }

    private bool IsUsable(string key) => !problems.ContainsKey("/obsm/" + key);

    private string Others(StudyRoles roles, bool isForGenes)
    {
        string[] layers = [.. data.Layers.Keys.Where(name => name != roles.Layer && !problems.ContainsKey("/layers/" + name)).Select(name => $"the layer {name}")];
        string[] main = roles.Layer is not null && WorkingSpace.HasValues(data.X) && !problems.ContainsKey("/X") ? ["X"] : [];
        string[] all = [.. main, .. layers, .. Embeddings.Where(_ => !isForGenes).Select(key => $"the embedding {key}")];
        return all.Length == 0 ? "The file has nothing else to work in: mend it and write it again." : $"Choose what to work in instead: {string.Join(", ", all)}.";
    }

    private static int Rank(MatrixScale scale) => scale switch { MatrixScale.Counts => 0, MatrixScale.Linear => 1, MatrixScale.Log => 2, _ => 3 };
}
