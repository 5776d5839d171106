using System.ComponentModel.DataAnnotations;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>How the whole population is seen by the flow.</summary>
public enum EncoderKind
{
    /// <summary>Not at all: plain flow matching.</summary>
    Off,

    /// <summary>Every cell on its own, then their mean: k = 0 of the paper.</summary>
    DeepSets,

    /// <summary>Every cell with its nearest neighbours, then their mean: the encoder of the paper.</summary>
    Graph,

    /// <summary>Cells look at the population around them while it moves.</summary>
    Attention,
}

/// <summary>How control and treated cells are matched within a batch.</summary>
public enum CouplingKind { Independent, MinibatchTransport, Paired }

/// <summary>Which networks a step of training updates.</summary>
public enum TrainingKind
{
    /// <summary>Both from one gradient.</summary>
    Joint,

    /// <summary>The flow and the encoder in turn, the flow seeing kept embeddings: the published scheme.</summary>
    Alternating,
}

/// <summary>How the flow is followed.</summary>
public enum SolverKind { Rk4, Dopri5 }

/// <summary>Where the flow starts.</summary>
public enum BaseKind
{
    /// <summary>At the control cells.</summary>
    Source,

    /// <summary>At normal noise: an ablation of the paper.</summary>
    Gaussian,
}

/// <summary>How the learning rate falls.</summary>
public enum ScheduleKind { Cosine, Constant }

/// <summary>Settings of meta flow matching. Ref: Atanackovic et al. 2025, arXiv 2408.14608, and the authors' code; where a default differs the remark says why.</summary>
public sealed record MfmParameters : MethodParameters
{
    /// <remarks>With the few donors of most studies the k-NN graph bought nothing over k = 0 in our measurements (mfm 9.1, docs/benchmarks/letters.md), and costs more.</remarks>
    [Display(Name = "Population encoder", Description =
        "How the response of a cell depends on the cells around it. Deep-sets: on the mix of cells. Graph: also on neighbourhoods, as published. Attention: on the population while it moves. Off: not at all.")]
    public EncoderKind Encoder { get; init; } = EncoderKind.DeepSets;

    /// <remarks>Published: independent for MFM, because transport "raises NotImplementedError"; transport shortens paths and was the better of the two wherever we measured (mfm 9.3).</remarks>
    [Display(Name = "Matching", Description =
        "How control and treated cells are matched while learning. Minibatch-transport: nearest counterparts. Independent: at random, as published. Paired: row by row, for data that follow the same cells.")]
    public CouplingKind Coupling { get; init; } = CouplingKind.MinibatchTransport;

    /// <remarks>With the few donors of most studies more steps come closer to these and no closer to new ones; the published hundreds of thousands, for hundreds of populations, need a graphics card.</remarks>
    [Display(Name = "Training steps", Description = "More steps: slower, closer to the training donors. Where few donors are there, more does not help new ones.")]
    [Range(1, 1_000_000)]
    public int Steps { get; init; } = 1000;

    [Display(Name = "Neighbours", GroupName = "Method", Description = "Nearest cells each cell sees in the graph encoder. Published: 50 and 100.")]
    [Range(1, 500)]
    public int Neighbours { get; init; } = 50;

    [Display(Name = "Encoder width", GroupName = "Method", Description = "Units per layer of the encoder. Published: 64 and 128.")]
    [Range(2, 1024)]
    public int EncoderWidth { get; init; } = 64;

    [Display(Name = "Encoder layers", GroupName = "Method", Description = "Layers of the encoder before its mean. Published: 2 and 3.")]
    [Range(1, 6)]
    public int EncoderLayers { get; init; } = 2;

    /// <remarks>A wide embedding of few donors is their name: they are told apart and memorised (mfm 8). Published: none.</remarks>
    [Display(Name = "Bottleneck", GroupName = "Method", Description = "Numbers a population may be described by. Fewer: it cannot memorise who the donor is. 0: as wide as the encoder, as published.")]
    [Range(0, 256)]
    public int Bottleneck { get; init; } = 8;

    /// <remarks>Few donors are told apart by any embedding; noise makes what is learned of one hold for its neighbours too (mfm 8: regularise z). Published: none.</remarks>
    [Display(Name = "Embedding noise", GroupName = "Method", Description = "Spread of normal noise added to an embedding while learning, per number of it. More: the response depends less on who the donor is. 0: none, as published.")]
    [Range(0.0, 10.0)]
    public double EmbeddingNoise { get; init; }

    /// <remarks>
    /// What a few donors' populations have to do with their responses is mostly chance, and a flow that believes it fully errs most on the donor that is unlike them: on patient 5 of Bodenmiller et al. it lost to a
    /// population-blind one by .10 W2 (two seeds), with it by .07 (docs/benchmarks/bodenmiller.md). Published: none.
    /// </remarks>
    [Display(Name = "Shrinkage", GroupName = "Method", Description = "So many donors' worth of doubt: with n training donors a prediction takes n / (n + this) from the flow that sees the population and the rest from the same flow not seeing it. 0: none, as published.")]
    [Range(0.0, 1000.0)]
    public double Shrinkage { get; init; } = 2;

    [Display(Name = "Linear encoder", GroupName = "Method", Description = "No activation between the layers: what the published code does where cell types are given. Off: rectified, which can tell mixtures apart by more than their mean.")]
    public bool LinearEncoder { get; init; }

    [Display(Name = "Unit embedding", GroupName = "Method", Description = "Divide an embedding by its length, as published.")]
    public bool UnitEmbedding { get; init; } = true;

    [Display(Name = "Flow width", GroupName = "Method", Description = "Units per layer of the flow. Published: 512.")]
    [Range(8, 2048)]
    public int FlowWidth { get; init; } = 256;

    [Display(Name = "Flow layers", GroupName = "Method", Description = "Hidden layers of the flow. Published: 4 and 7.")]
    [Range(1, 12)]
    public int FlowLayers { get; init; } = 4;

    [Display(Name = "Skip connections", GroupName = "Method", Description = "Hidden layers add to what came before. Off: the plain network of the published letters baselines.")]
    public bool SkipConnections { get; init; } = true;

    [Display(Name = "Fourier features", GroupName = "Method", Description = "Random waves over the coordinates given to the flow, a sine and a cosine each. 0: none. Published: 128.")]
    [Range(0, 1024)]
    public int FourierFeatures { get; init; } = 128;

    [Display(Name = "Fourier scale", GroupName = "Method", Description = "Spread of the frequencies. Published: 0.01, nearly straight lines; higher: finer detail, easier to memorise.")]
    [Range(0.0001, 10.0)]
    public double FourierScale { get; init; } = 0.01;

    [Display(Name = "Populations per step", GroupName = "Method", Description = "Pairs of populations in each step of training. Published: 1 and 10.")]
    [Range(1, 256)]
    public int BatchPopulations { get; init; } = 4;

    [Display(Name = "Cells per population", GroupName = "Method", Description = "Cells of each population in each step. Published: 700 and 1,024.")]
    [Range(2, 8192)]
    public int BatchCells { get; init; } = 64;

    [Display(Name = "Embedded cells", GroupName = "Method", Description = "Cells that a population is embedded by, at most. Published: those of the batch while learning, 5,000 later.")]
    [Range(8, 8192)]
    public int EmbeddedCells { get; init; } = 512;

    /// <remarks>A tenth of ours, held constant, needs the published hundreds of thousands of steps.</remarks>
    [Display(Name = "Learning rate", GroupName = "Method", Description = "Length of the first steps. Published: 0.0001, constant.")]
    [Range(0.000001, 0.1)]
    public double LearningRate { get; init; } = 0.001;

    /// <remarks>
    /// Without it the flow learns what is particular to seven donors: on the eight patients of Bodenmiller et al. W2 to the left-out one fell from 3.63 to 3.62 at 1 and 3 and rose to 3.67 at 8 (one seed). On a simulated
    /// screen of thirty donors 3 held back too much (1.81 against 1.55 at 0.3, one seed), so that with more than seven donors it is taken times seven over their number.
    /// </remarks>
    [Display(Name = "Weight decay", GroupName = "Method", Description = "How fast weights shrink that nothing asks for. More: smoother flows, that hold for new donors but bend less. For up to seven donors; with more it is less in proportion. 0: none, as published.")]
    [Range(0.0, 100.0)]
    public double WeightDecay { get; init; } = 3;

    [Display(Name = "Schedule", GroupName = "Method", Description = "Cosine: steps shrink to a hundredth. Constant: as published.")]
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;

    /// <remarks>At equal work joint updates did better than the published alternation (mfm 9.1: 0.248 against 0.276 W2).</remarks>
    [Display(Name = "Training", GroupName = "Method", Description = "Joint: flow and encoder in every step. Alternating: in turn, the flow seeing kept embeddings, as published.")]
    public TrainingKind Training { get; init; } = TrainingKind.Joint;

    [Display(Name = "Resampled transport", GroupName = "Method", Description = "Draw matched cells from the transport plan with replacement, as published. Off: every cell of the batch once.")]
    public bool ResampledTransport { get; init; }

    [Display(Name = "Start", GroupName = "Method", Description = "Source: flows begin at the control cells. Gaussian: at noise, an ablation of the paper.")]
    public BaseKind Start { get; init; } = BaseKind.Source;

    [Display(Name = "Cell types in the flow", GroupName = "Method", Description = "Give the flow the type of each cell. Off: only the encoder sees types, as published.")]
    public bool FlowCellTypes { get; init; } = true;

    /// <remarks>Published: the highest dose alone; the other doses are data too.</remarks>
    [Display(Name = "Highest dose only", GroupName = "Method", Description = "Learn from the highest dose of each treatment, as published. Off: from all, with the dose given to the flow.")]
    public bool HighestDoseOnly { get; init; }

    [Display(Name = "Solver", GroupName = "Method", Description = "Rk4: fixed steps. Dopri5: as published, steps chosen by the error.")]
    public SolverKind Solver { get; init; } = SolverKind.Rk4;

    [Display(Name = "Solver steps", GroupName = "Method", Description = "Steps of rk4 from control to treated.")]
    [Range(1, 1000)]
    public int SolverSteps { get; init; } = 20;

    [Display(Name = "Tolerance", GroupName = "Method", Description = "Error of dopri5, absolute and relative. Published: 0.0001.")]
    [Range(0.00000001, 0.1)]
    public double Tolerance { get; init; } = 0.0001;
}
