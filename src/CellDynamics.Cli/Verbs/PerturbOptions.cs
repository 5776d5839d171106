using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor.Networks;
using CellDynamics.Runs.Results;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Cli.Verbs;

/// <summary>What <c>predict</c> can do to the genes and signals of a network analysis.</summary>
internal sealed class PerturbOptions
{
    /// <summary>Genes printed per cell type; the file holds all.</summary>
    private const int MostPrinted = 10;

    private readonly Option<string[]> knockOut = Symbols.Many("--knock-out", "Gene to hold at 0, of an analysis of gene networks; may be repeated.");
    private readonly Option<string[]> knockDown = Symbols.Many("--knock-down", "Gene of which less is made, as GENE=PERCENT; may be repeated.");
    private readonly Option<string[]> overExpress = Symbols.Many("--over-express", "Gene to hold at twice its usual high level; may be repeated.");
    private readonly Option<string[]> block = Symbols.Many("--block", "Signal to block, as LIGAND=RECEPTOR; may be repeated.");

    public IEnumerable<Option> All => [knockOut, knockDown, overExpress, block];

    public bool IsAsked(CommandResult result) => All.Any(option => result.GetResult(option) is { Implicit: false });

    public bool IsAsked(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    public int Write(ParseResult parsed, RunFolder run, string path, CancellationToken cancel)
    {
        PerturbationQuestion question = Question(parsed);
        (INetworkModel model, PerturbationEffect effect, IReadOnlyList<PerturbationPart> silent) = PerturbedCells.Write(run, question, path, cancel);
        foreach (PerturbationPart part in silent)
            Console.Out.WriteLine($"{part.Name} is not a regulator in this network, so {part.Noun} changes nothing else.");
        var asked = question.Parts.Select(part => part.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        NetworkResult found = NetworkReader.Read(run.Result);
        for (int type = 0; type < effect.Change.Length && silent.Count < question.Parts.Count; type++)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.TypeNames[type]}: {question.Words}; change at {(found.TimeUnit.Length == 0 ? "time " : "")}{effect.Times[^1]:0.###}{(found.TimeUnit.Length == 0 ? "" : " " + found.TimeUnit)}, {GeneScale.Unit(found.Scale)}, smallest to largest over the fits"));
            foreach (int gene in Ranked(effect.Change[type]).Where(gene => !asked.Contains(model.Genes[gene])).Take(MostPrinted))
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {model.Genes[gene],-16} {effect.Change[type][effect.Times.Length - 1, gene],8:+0.000;-0.000;0.000}  [{effect.Low[type][effect.Times.Length - 1, gene]:+0.000;-0.000;0.000}, {effect.High[type][effect.Times.Length - 1, gene]:+0.000;-0.000;0.000}]"));
        }
        foreach (FateShare fate in effect.Fates)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ends near {fate.Name}: {fate.Unperturbed:P0} → {fate.Perturbed:P0}  [{fate.Low:+0 %;-0 %;0 %}, {fate.High:+0 %;-0 %;0 %}]"));
        Console.Out.WriteLine($"{path}: {model.CellTypes.Length} cells at {model.Times.Length} times. A hypothesis: nobody measured it.");
        return ExitCode.Done;
    }

    private static IEnumerable<int> Ranked(DenseMatrix change) => Enumerable.Range(0, change.Columns).OrderByDescending(gene => Math.Abs(change[change.Rows - 1, gene]));

    private PerturbationQuestion Question(ParseResult parsed)
    {
        try
        {
            return PerturbationQuestion.Of(Parts(parsed));
        }
        catch (FormatException contradiction)
        {
            throw new RunException($"predict: {contradiction.Message}", contradiction);
        }
    }

    private PerturbationPart[] Parts(ParseResult parsed) =>
    [
        .. parsed.GetRequiredValue(knockOut).Select(gene => new PerturbationPart(PerturbationKind.KnockOut, gene)),
        .. parsed.GetRequiredValue(knockDown).Select(KnockDown),
        .. parsed.GetRequiredValue(overExpress).Select(gene => new PerturbationPart(PerturbationKind.OverExpress, gene)),
        .. parsed.GetRequiredValue(block).Select(Blocked),
    ];

    private static PerturbationPart KnockDown(string text) => text.Split('=') is [{ Length: > 0 } gene, var percent] && int.TryParse(percent, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is > 0 and < 100
        ? new PerturbationPart(PerturbationKind.KnockDown, gene, value)
        : throw new RunException($"--knock-down: expected GENE=PERCENT with a whole number from 1 to 99, found \"{text}\". For instance: --knock-down MYOG=70.");

    private static PerturbationPart Blocked(string text) => text.Split('=') is [{ Length: > 0 } ligand, { Length: > 0 } receptor]
        ? new PerturbationPart(PerturbationKind.Block, PerturbationPart.NameOf(new SignalPair(ligand, receptor)))
        : throw new RunException($"--block: expected LIGAND=RECEPTOR, found \"{text}\". For instance: --block DLL1=NOTCH1.");
}
