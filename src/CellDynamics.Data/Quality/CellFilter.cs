using System.Globalization;
using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Quality;

/// <summary>What a cell has to meet to take part in a study. Bounds are inclusive; null: no bound. The file itself stays as it came.</summary>
public sealed record CellFilter
{
    /// <summary>Genes detected.</summary>
    public int? MinGenes { get; init; }

    public int? MaxGenes { get; init; }

    /// <summary>Sum over all genes, of the matrix that <see cref="CellQuality"/> looks at.</summary>
    public double? MinCounts { get; init; }

    public double? MaxCounts { get; init; }

    /// <summary>Of the counts, 0 to 1.</summary>
    public double? MaxMitochondrialShare { get; init; }

    /// <summary>No bound at all.</summary>
    [JsonIgnore]
    public bool IsEmpty => this == new CellFilter();

    /// <summary>The filter, or null where it has no bound: a study without a filter is written in one way only.</summary>
    public CellFilter? OrNull() => IsEmpty ? null : this;

    /// <param name="genes">Genes detected.</param>
    /// <param name="counts">Sum over all genes.</param>
    /// <param name="mitochondrialShare">NaN where unknown, which meets every bound.</param>
    public bool Keeps(int genes, double counts, double mitochondrialShare) =>
        !(genes < MinGenes || genes > MaxGenes || counts < MinCounts || counts > MaxCounts || mitochondrialShare > MaxMitochondrialShare);

    /// <summary><c>at least 200 genes, at most 5 % mitochondrial</c>.</summary>
    public string Describe() => string.Join(", ", new[]
    {
        MinGenes is { } a ? $"at least {NumberText.Grouped(a)} genes" : null,
        MaxGenes is { } b ? $"at most {NumberText.Grouped(b)} genes" : null,
        MinCounts is { } c ? $"at least {Amount(c)} counts" : null,
        MaxCounts is { } d ? $"at most {Amount(d)} counts" : null,
        MaxMitochondrialShare is { } e ? $"at most {(100 * e).ToString("0.##", CultureInfo.InvariantCulture)} % mitochondrial" : null,
    }.OfType<string>());

    private static string Amount(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
