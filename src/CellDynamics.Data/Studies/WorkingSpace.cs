using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Studies;

/// <summary>What a study works in under its roles: an embedding of the file, or its matrix. One rule for analyses and for the doctor.</summary>
/// <param name="Embedding">Key of <c>obsm</c>; null: the matrix.</param>
/// <param name="Why">A sentence.</param>
internal sealed record WorkingSpace(string? Embedding, string Why)
{
    private static readonly string[] Positions = ["spatial", "X_spatial"];
    private static readonly string[] Maps = ["umap", "tsne", "draw_graph", "force"];

    /// <param name="data">Nothing is read of it here.</param>
    /// <param name="roles">What a person said.</param>
    /// <param name="isFinite">Whether an embedding of this key can be worked in; asked only where the file has no matrix and nobody chose.</param>
    public static WorkingSpace Of(AnnotatedData data, StudyRoles roles, Func<string, bool> isFinite)
    {
        if (roles.Use == StudyRoles.UseMatrix)
            return new WorkingSpace(null, "The matrix is used as it is, as asked.");
        if (roles.Use is { } key)
            return new WorkingSpace(key, $"The embedding {key} of the file is used, as asked.");
        if (roles.Layer is null && FindPca(data) is { } pca)
            return new WorkingSpace(pca, $"The file brings a PCA, {pca}: it is used.");
        if (roles.Layer is null && !HasValues(data.X) && data.Layers.Count == 0 && FindOther(data, isFinite) is { } other)
            return new WorkingSpace(other, $"The file has no matrix of cells and genes, so its embedding {other} is used as it is.");
        return new WorkingSpace(null, "A PCA is computed from the matrix.");
    }

    /// <summary>Path of the matrix that the roles choose.</summary>
    public static string PlaceOfMatrix(StudyRoles roles) => roles.Layer is { } layer ? "/layers/" + layer : "/X";

    public static bool HasValues(ICellMatrix? matrix) => matrix is { Columns: > 0, Rows: > 0 };

    private static string? FindPca(AnnotatedData data) =>
        data.ObsmKeys.Where(key => key.ToUpperInvariant() is "X_PCA" or "PCA").OrderBy(key => key == "X_pca" ? 0 : 1).FirstOrDefault();

    /// <summary>Any other embedding; a map for the eye only where there is nothing else, positions in space never.</summary>
    public static string? FindOther(AnnotatedData data, Func<string, bool> isFinite) =>
        data.ObsmKeys.Where(key => !Positions.Contains(key)).OrderBy(key => IsMap(key) ? 1 : 0).FirstOrDefault(isFinite);

    /// <summary>Made to be looked at: distances in it mean little.</summary>
    public static bool IsMap(string key) => Maps.Any(map => key.Contains(map, StringComparison.OrdinalIgnoreCase));
}
