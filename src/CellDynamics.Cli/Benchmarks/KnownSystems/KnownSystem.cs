using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge.References;
using CellDynamics.Methods.Populations;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Benchmarks.KnownSystems;

/// <summary>A system of which the truth is known, with its published settings.</summary>
internal sealed class KnownSystem
{
    private const string NameOfSigma = "sigma";

    private readonly IDynamicSimulator simulator;
    private readonly MethodParameters settings;

    /// <param name="simulator">What draws from it.</param>
    /// <param name="family">Drifts, the true one among them: what the method is told.</param>
    public KnownSystem(IDynamicSimulator simulator, ReferenceFamily family)
    {
        (this.simulator, Family) = (simulator, family);
        settings = ParameterSchema.Of(simulator.ParameterType).Parse(new Dictionary<string, string>());
        IReadOnlyDictionary<string, double> truth = simulator.Simulate(settings, 0).Truth;
        Sigma = truth[NameOfSigma];
        Truth = [.. truth.Where(pair => pair.Key != NameOfSigma)];
    }

    public ReferenceFamily Family { get; }

    /// <summary>Noise of the process, the data's own units.</summary>
    public double Sigma { get; }

    /// <summary>Parameters of the drift.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Truth { get; }

    public Drift Drift => simulator.DriftOf(settings);

    /// <summary>All snapshots, drawn anew; the same seed draws the same.</summary>
    public PopulationSet Draw(int seed)
    {
        SimulatedData data = simulator.Simulate(settings, seed);
        TimeAxis axis = TimeAxis.Parse(data.Annotations.Single(column => column.Name == "time"));
        return new PopulationSet(
            [.. axis.Points.Select((point, i) => new Population(point.Value, point.Label, data.Values.SelectRows(axis.CellsAt(i)), axis.CellsAt(i)))], axis.Unit, StudyRoles.UseMatrix);
    }

    /// <summary>All snapshots of a file whose columns are the quantities of the system.</summary>
    /// <exception cref="DatasetFileException">The file has no column of times, or so many times that the last would have to be predicted.</exception>
    public static PopulationSet Read(string path)
    {
        using AnnotatedData data = H5adReader.Open(path);
        string time = RoleSuggestion.Suggest(data).Roles.Time
            ?? throw new DatasetFileException(path, "/obs", "a column of sampling times", "none", "Name it time.");
        var study = new Study(data, new StudyRoles { Time = time, Use = StudyRoles.UseMatrix });
        int points = study.Time!.Points.Count;
        if (points < 3 || points % 2 == 0)
            throw new DatasetFileException(path, $"/obs/{time}", "an odd number of times, at least three", $"{points}", "Every second one is held out, and the last cannot be: leave it out of the file.");
        return StudyPopulations.Of(study, Representation.Build(study).States, StudyRoles.UseMatrix);
    }
}
