using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>The simplest method for treatments: every cell moves by the mean shift of the training donors. The executor knows it by the contract alone.</summary>
internal sealed class ShiftMethod : IInferenceMethod
{
    public MethodDescriptor Descriptor { get; } = new(
        "shift", "Mean shift", "How does a treatment change a population?", "Moves all cells alike.", "1", "None.", new DataNeeds(0, NeedsCondition: true), typeof(ShiftParameters));

    /// <summary>Donors of every fit, in the order of the fits.</summary>
    public List<string[]> Fits { get; } = [];

    public MethodResult Run(PopulationSet populations, MethodParameters parameters, RunContext context)
    {
        double scale = ((ShiftParameters)parameters).Scale;
        IReadOnlyList<TreatmentPair> pairs = TreatmentPairs.Of(populations, populations.Control!);
        lock (Fits)
            Fits.Add([.. pairs.Select(pair => pair.Donor).Distinct()]);
        context.Report(0.5, "Averaging", new HistoryPoint("loss", 1, 1));
        var model = new ShiftModel(
            pairs.GroupBy(pair => pair.Treatment).ToDictionary(of => of.Key, of => Mean([.. of.Select(pair => Difference(pair))]).Select(x => scale * x).ToArray()),
            pairs.Select(pair => (pair.Donor, Mean(pair.Control.States))).DistinctBy(pair => pair.Donor).ToDictionary(pair => pair.Donor, pair => pair.Item2));
        return new MethodResult(new Outcome(true, "Averaged."), model)
        {
            History = [new HistoryPoint("loss", 1, 1)],
            Metrics = new Dictionary<string, double> { ["donors"] = model.Donors.Count },
        };
    }

    public IFittedModel Load(string directory) => JsonSerializer.Deserialize<ShiftModel>(File.ReadAllText(Path.Combine(directory, "shift.json")))!;

    private static double[] Difference(TreatmentPair pair) => [.. Mean(pair.Treated.States).Zip(Mean(pair.Control.States), (treated, control) => treated - control)];

    private static double[] Mean(DenseMatrix states) => [.. Enumerable.Range(0, states.Columns).Select(k => states.Column(k).Average())];

    private static double[] Mean(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(k => rows.Average(row => row[k]))];
}

public sealed record ShiftParameters : MethodParameters
{
    [Display(Name = "Scale", Description = "Of the shift.")]
    [Range(0.0, 10.0)]
    public double Scale { get; init; } = 1;
}

/// <param name="Shifts">Treatment → <c>[dims]</c>.</param>
/// <param name="Donors">Donor → mean of its control, <c>[dims]</c>.</param>
internal sealed record ShiftModel(Dictionary<string, double[]> Shifts, Dictionary<string, double[]> Donors) : ITreatmentModel
{
    public IReadOnlyList<string> Treatments => [.. Shifts.Keys];

    public IReadOnlyList<string> CellTypes => [];

    public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation)
    {
        double[] shift = Shifts[query.Treatment];
        return new DenseMatrix(query.Control.Rows, query.Control.Columns, [.. query.Control.Values.Select((x, i) => x + shift[i % shift.Length])]);
    }

    /// <summary>By the distance of the mean to the nearest training mean; within 1 is inside.</summary>
    public RangeCheck CheckRange(DenseMatrix control, IReadOnlyList<string?>? cellTypes)
    {
        (string nearest, double distance) = Donors.Select(donor => (donor.Key, Math.Sqrt(donor.Value.Select((x, k) => Math.Pow(x - control.Column(k).Average(), 2)).Sum()))).MinBy(pair => pair.Item2);
        return new RangeCheck(distance, 1, nearest);
    }

    public void Save(string directory) => File.WriteAllText(Path.Combine(directory, "shift.json"), JsonSerializer.Serialize(this));
}
