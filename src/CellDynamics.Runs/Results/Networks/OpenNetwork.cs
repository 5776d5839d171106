using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Networks;

/// <summary>A finished network run in memory, its agents loaded when somebody asks what a perturbation would do.</summary>
internal sealed class OpenNetwork
{
    private const int Kept = 24;

    private readonly Lazy<INetworkModel> model;
    private readonly LinkedList<(string Key, PerturbationAnswer Answer)> recent = new();
    private readonly Lock gate = new();

    public OpenNetwork(NetworkResult result, Func<INetworkModel> load) => (Result, model) = (result, new Lazy<INetworkModel>(load, LazyThreadSafetyMode.PublicationOnly));

    public NetworkResult Result { get; }

    /// <param name="folder">With a published result.</param>
    /// <param name="find">Where methods are found by their id.</param>
    public static OpenNetwork Read(RunFolder folder, Func<string, IInferenceMethod> find)
    {
        NetworkResult result = NetworkReader.Read(folder.Result);
        return new OpenNetwork(result, () => find(result.Request.Method).Load(folder.Model) as INetworkModel
            ?? throw new RunException($"{folder.Model}: expected a model of gene networks, found another one. Run the analysis again."));
    }

    /// <summary>Waits for its turn, then rolls the agents forward.</summary>
    /// <param name="question">What is done.</param>
    /// <param name="progress">Told which share is done, 0 to 1, from any thread; null: nobody asks.</param>
    /// <param name="cancellationToken">Takes the question back.</param>
    /// <exception cref="KeyNotFoundException">A gene or pair is not part of the network; the message names close ones.</exception>
    public PerturbationAnswer Perturb(PerturbationQuestion question, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // One at a time: rolling agents forward takes every core.
        lock (gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (recent.FirstOrDefault(known => known.Key == question.Key) is { Answer: { } known })
                return known with { Question = question };
            PerturbationAnswer answer = Answer(question, progress, cancellationToken);
            recent.AddFirst((question.Key, answer));
            if (recent.Count > Kept)
                recent.RemoveLast();
            return answer;
        }
    }

    private PerturbationAnswer Answer(PerturbationQuestion question, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<PerturbationPart> silent = question.Silent(model.Value);
        return new PerturbationAnswer(question, silent, silent.Count == question.Parts.Count ? null : model.Value.Perturb(question.Of(model.Value), progress, cancellationToken));
    }
}
