namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>Finds genes by what a person types.</summary>
internal static class GeneNames
{
    private const int MostOffered = 30;

    /// <summary>Exact name first, then names that start with the text, then names that contain it.</summary>
    public static IReadOnlyList<string> Search(IReadOnlyList<string> genes, string? typed)
    {
        string wanted = typed?.Trim() ?? "";
        if (wanted.Length == 0)
            return [.. genes.Take(MostOffered)];
        return [.. genes
            .Where(gene => gene.Contains(wanted, StringComparison.OrdinalIgnoreCase))
            .OrderBy(gene => Rank(gene, wanted)).ThenBy(gene => gene.Length).ThenBy(gene => gene, StringComparer.OrdinalIgnoreCase)
            .Take(MostOffered)];
    }

    private static int Rank(string gene, string wanted) =>
        gene.Equals(wanted, StringComparison.OrdinalIgnoreCase) ? 0 : gene.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) ? 1 : 2;
}
