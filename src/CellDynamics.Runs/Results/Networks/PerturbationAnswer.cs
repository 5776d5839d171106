using CellDynamics.Methods.Networks;

namespace CellDynamics.Runs.Results.Networks;

/// <summary>What the fitted agents answer to a question.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Silent">Genes in it that drive nothing here.</param>
/// <param name="Effect">Null where nothing in the question drives anything, so nothing else changes.</param>
public sealed record PerturbationAnswer(PerturbationQuestion Question, IReadOnlyList<PerturbationPart> Silent, PerturbationEffect? Effect);
