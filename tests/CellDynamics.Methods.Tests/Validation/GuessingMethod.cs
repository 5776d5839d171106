using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Tests.Validation;

/// <summary>A method whose predictions a test chooses, and that remembers what it was given.</summary>
/// <param name="guess">The cells predicted at a time, from the populations it was fitted on.</param>
internal sealed class GuessingMethod(Func<PopulationSet, double, DenseMatrix> guess) : IInferenceMethod
{
    public List<(double[] Times, RunContext Context)> Fits { get; } = [];

    public List<int?> Asked { get; } = [];

    public MethodDescriptor Descriptor { get; } = new("guess", "Guess", "What?", "Guesses.", "1", "None 2026", new DataNeeds(2), typeof(NoParameters));

    public MethodResult Run(PopulationSet populations, MethodParameters parameters, RunContext context)
    {
        Fits.Add(([.. populations.Times], context));
        context.ThrowIfCancelled();
        context.Report(0.5, "Guessing");
        return new MethodResult(new Outcome(true, "Guessed."), new Guesses(populations, this, guess)) { Metrics = new Dictionary<string, double> { ["sigma"] = 0.2 } };
    }

    public IFittedModel Load(string directory) => throw new NotSupportedException("Guesses are not kept.");

    public sealed record NoParameters : MethodParameters;

    private sealed class Guesses(PopulationSet populations, GuessingMethod method, Func<PopulationSet, double, DenseMatrix> guess) : ITrajectoryModel
    {
        public DenseMatrix PopulationAt(double time, int? cells, int seed)
        {
            method.Asked.Add(cells);
            return guess(populations, time);
        }

        public void Save(string directory) => throw new NotSupportedException("Guesses are not kept.");
    }
}
