using CellDynamics.Methods.Networks;

namespace CellDynamics.Web.Features.NetworkQuestions;

/// <summary>What a person says of a network before it is learned.</summary>
public sealed record NetworkQuestion
{
    /// <summary>The finished analysis whose paths are stood on; null: paths are inferred first, or were measured.</summary>
    public Guid? Paths { get; init; }

    /// <summary>Column that names the same cell at several times; null: cells were not followed.</summary>
    public string? Cell { get; init; }

    /// <summary>Ligand–receptor pairs; null: those of the textbook.</summary>
    public GivenTable<SignalPair>? Pairs { get; init; }

    /// <summary>Links that somebody believes in; null: none.</summary>
    public GivenTable<PriorEdge>? Prior { get; init; }

    /// <summary>Genes that must be in.</summary>
    public IReadOnlyList<string> Genes { get; init; } = [];

    /// <summary>Why these genes cannot be asked for, or null.</summary>
    public string? GenesProblem { get; init; }

    /// <summary>What has to be mended before it can be asked, or null.</summary>
    public string? Unsaid => Pairs?.Problem is not null ? "The table of ligand–receptor pairs cannot be used: choose another file, or leave it out."
        : Prior?.Problem is not null ? "The table of links between genes cannot be used: choose another file, or leave it out."
        : GenesProblem is not null ? "A gene that must be in the network cannot be used: see there." : null;
}

/// <summary>A table that a person gave, as it was understood, or why it was not.</summary>
/// <param name="Name">What it is called in a sentence: the name of the file.</param>
/// <param name="Found">What it says; empty with a problem.</param>
/// <param name="Note">How it was understood, in sentences.</param>
public sealed record GivenTable<T>(string Name, IReadOnlyList<T> Found, string Note)
{
    /// <summary>Why it cannot be read and how to mend it; null: it was read.</summary>
    public string? Problem { get; init; }
}
