using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Quality;

/// <summary>Genes of the mitochondrial genome, by their symbols: <c>MT-ND1</c> of human, <c>mt-Nd1</c> of mouse.</summary>
internal static class MitochondrialGenes
{
    /// <summary>Which genes they are, <c>[genes]</c>; null where none is named so.</summary>
    public static bool[]? Of(DataFrame genes)
    {
        bool[] found = [.. new GeneNames(genes).Symbols.Select(symbol => symbol.StartsWith("mt-", StringComparison.OrdinalIgnoreCase))];
        return found.Contains(true) ? found : null;
    }
}
