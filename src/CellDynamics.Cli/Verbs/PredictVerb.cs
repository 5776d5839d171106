using CellDynamics.Cli.Reports;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CellDynamics.Methods.Treatments;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;

namespace CellDynamics.Cli.Verbs;

/// <summary>The population at any measured or unmeasured time, or the response of cells that were not seen in training.</summary>
internal static class PredictVerb
{
    private const int MostCells = 1_000_000;

    private static readonly Argument<string> Folder = Symbols.Argument("DIR", "Folder of a finished run.");
    private static readonly Option<double?> At = new("--at") { Description = "Time in the data's own unit, of an analysis through time.", CustomParser = result => Symbols.Read<double>("--at", result.Tokens[^1].Value, result) };
    private static readonly Option<string?> Apply = Symbols.Option<string?>("--apply", "File with control cells of new donors, for an analysis of treatments. Its filter holds for them too.");
    private static readonly Option<string?> Condition = Symbols.Option<string?>("--condition", "With --apply: the treatment to predict.");
    private static readonly Option<double?> Dose = new("--dose") { Description = "With --apply: its dose; default: the highest seen in training.", CustomParser = result => Symbols.Read<double>("--dose", result.Tokens[^1].Value, result) };
    private static readonly Option<string?> ConditionColumn = Symbols.Option<string?>("--condition-column", "With --apply: column of the condition, where it is not called as in the run.");
    private static readonly Option<string?> Donor = Symbols.Option<string?>("--donor", "With --apply: column of the donor, where it is not called as in the run.");
    private static readonly Option<int?> Cells = new("--cells") { Description = "How many cells; with --apply, of each donor. Default: as many as were measured.", CustomParser = ReadCells };
    private static readonly Option<int> Seed = Symbols.Number<int>("--seed", "Same seed, same cells.");
    private static readonly PerturbOptions Perturb = new();
    private static readonly Option<string> Out = Symbols.Option<string>("--out", "The .h5ad file to write.", isRequired: true);

    public static Command Build()
    {
        var command = new Command("predict", "Write the cells of a time, the response of new cells to a treatment, or what a knock-out would do, as AnnData.") { Folder, At, Apply, Condition, Dose, ConditionColumn, Donor, Cells, Seed, Out };
        foreach (Option option in Perturb.All)
            command.Options.Add(option);
        command.Validators.Add(RequireOneQuestion);
        command.SetAction((parsed, cancel) => Task.FromResult(ErrorBoundary.Run(() =>
        {
            var run = new RunFolder(Path.GetFullPath(parsed.GetRequiredValue(Folder)));
            if (Perturb.IsAsked(parsed))
                return Perturb.Write(parsed, run, parsed.GetRequiredValue(Out), cancel);
            return parsed.GetValue(At) is { } time ? WriteTime(parsed, run, time) : WriteResponse(parsed, run, cancel);
        })));
        return command;
    }

    /// <summary>A time or a treatment, with the options that go with it.</summary>
    private static void RequireOneQuestion(CommandResult result)
    {
        bool Has(Option option) => result.GetResult(option) is not null;
        if (Perturb.IsAsked(result))
        {
            if (Has(At) || Has(Apply) || Has(Condition) || Has(ConditionColumn) || Has(Donor) || Has(Dose) || Has(Cells))
                result.AddError("predict: --knock-out, --knock-down, --over-express and --block are asked of an analysis of gene networks and go with none of the other questions.");
            return;
        }
        if (!Has(At) && !Has(Apply))
            result.AddError("predict: expected --at TIME for an analysis through time, --apply FILE --condition TREATMENT for one of treatments, or --knock-out GENE for one of gene networks, found none.");
        if (Has(At) && Has(Apply))
            result.AddError("predict: expected --at or --apply, found both. A time is asked of an analysis through time, a response of one of treatments.");
        if (Has(Apply) && !Has(Condition))
            result.AddError("predict: --apply expected --condition with the treatment to predict, found none.");
        if (Has(At) && (Has(Condition) || Has(ConditionColumn) || Has(Donor) || Has(Dose)))
            result.AddError("predict: --condition, --condition-column, --donor and --dose go with --apply, found --at.");
    }

    private static int WriteTime(ParseResult parsed, RunFolder run, double time)
    {
        int written = Prediction.Write(run, time, parsed.GetValue(Cells), parsed.GetValue(Seed), parsed.GetRequiredValue(Out));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetRequiredValue(Out)}: {written} cells at {time}"));
        return ExitCode.Done;
    }

    private static int WriteResponse(ParseResult parsed, RunFolder run, CancellationToken cancel)
    {
        var question = new ResponseQuestion(Path.GetFullPath(parsed.GetRequiredValue(Apply)!), parsed.GetRequiredValue(Condition)!)
        {
            Dose = parsed.GetValue(Dose), ConditionColumn = parsed.GetValue(ConditionColumn), DonorColumn = parsed.GetValue(Donor),
            CellsPerDonor = parsed.GetValue(Cells), Seed = parsed.GetValue(Seed),
        };
        var prediction = new ResponsePrediction(run);
        IReadOnlyList<PredictedResponse> responses = prediction.Write(question, parsed.GetRequiredValue(Out), cancel);
        foreach (string warning in prediction.Warnings)
            Console.Error.WriteLine($"Note: {warning}");
        foreach (PredictedResponse response in responses)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(response.Donor.Length == 0 ? "all cells" : response.Donor)}: {response.Cells.Length} cells, {response.Range.Words} (distance {response.Range.Distance:0.####}, limit {response.Range.Limit:0.####}, nearest {response.Range.Nearest})"));
        }
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetRequiredValue(Out)}: {responses.Sum(r => r.Cells.Length)} cells after {TreatmentReport.Dosed(question.Treatment, question.Dose)}"));
        return ExitCode.Done;
    }

    private static int? ReadCells(ArgumentResult result)
    {
        int? cells = Symbols.Read<int>("--cells", result.Tokens[^1].Value, result);
        if (cells is < 1 or > MostCells)
            result.AddError($"--cells: expected 1 to {MostCells}, found {cells}.");
        return cells;
    }
}
