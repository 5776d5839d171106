namespace CellDynamics.Runs.Executor;

/// <summary>What is asked of a finished treatment analysis: the response of the control cells of another file.</summary>
/// <param name="File">AnnData with control cells.</param>
/// <param name="Treatment">One that the analysis was trained on.</param>
public sealed record ResponseQuestion(string File, string Treatment)
{
    /// <summary>In the unit of the training; null for the highest dose seen.</summary>
    public double? Dose { get; init; }

    /// <summary>Column of the condition where it is not called as in the analysis.</summary>
    public string? ConditionColumn { get; init; }

    /// <summary>Column of the donor where it is not called as in the analysis.</summary>
    public string? DonorColumn { get; init; }

    /// <summary>At most so many predicted cells per donor, chosen at random; null for one per control cell.</summary>
    public int? CellsPerDonor { get; init; }

    /// <summary>Same seed, same cells.</summary>
    public int Seed { get; init; }
}
