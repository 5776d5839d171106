using System.ComponentModel.DataAnnotations;

namespace CellDynamics.Methods.Embedding;

/// <summary>Settings of <see cref="Umap"/>; the defaults are those of the reference implementation.</summary>
public sealed record UmapOptions
{
    /// <summary>Larger: coarser structure, slower.</summary>
    [Range(2, 200)]
    public int Neighbours { get; init; } = 15;

    /// <summary>Above this many cells the layout is made for a sample of that size and the others are placed among their neighbours: exact neighbours cost the square of it.</summary>
    [Range(100, 100_000)]
    public int LargestLayout { get; init; } = 10_000;

    [Range(1, 50)]
    public int NegativeSamples { get; init; } = 5;

    public int Seed { get; init; }
}
