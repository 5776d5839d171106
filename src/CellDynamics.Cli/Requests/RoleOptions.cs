using System.CommandLine;
using System.Numerics;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Quality;

namespace CellDynamics.Cli.Requests;

/// <summary>The options that give columns their roles and say which cells take part; the same for every verb that reads a study.</summary>
internal sealed class RoleOptions
{
    private readonly Option<string?> time = Symbols.Option<string?>("--time", "Column of obs with the time of every cell.");
    private readonly Option<string?> condition = Symbols.Option<string?>("--condition", "Column with the treatment.");
    private readonly Option<string?> control = Symbols.Option<string?>("--control", "Value of the condition that means untreated.");
    private readonly Option<string?> dose = Symbols.Option<string?>("--dose", "Column with the dose.");
    private readonly Option<string?> donor = Symbols.Option<string?>("--donor", "Column with the donor or patient.");
    private readonly Option<string?> batch = Symbols.Option<string?>("--batch", "Column with the batch.");
    private readonly Option<string?> cellType = Symbols.Option<string?>("--cell-type", "Column with the cell type.");
    private readonly Option<string?> cell = Symbols.Option<string?>("--cell", "Column that names the same cell at several times.");
    private readonly Option<string?> spatial = Symbols.Option<string?>("--spatial", "Key of obsm with positions in space.");
    private readonly Option<string?> layer = Symbols.Option<string?>("--layer", "Layer to use instead of X.");
    private readonly Option<string?> use = Symbols.Option<string?>("--use", "Coordinates to work in: a key of obsm, or X as it is.");

    private readonly Option<string> values = new Option<string>("--values")
    {
        Description = "What the values of X or the layer are: raw cytometry intensities (asinh(x/5)), or as-is, to be taken as they are. Default: the numbers decide.",
        DefaultValueFactory = _ => "auto",
    }.AcceptOnlyFromAmong("auto", "cytometry", "as-is");

    private readonly Option<int?> minGenes = Threshold<int>("--min-genes", "Set aside cells with fewer detected genes. The file stays as it is.");
    private readonly Option<int?> maxGenes = Threshold<int>("--max-genes", "Set aside cells with more detected genes.");
    private readonly Option<double?> minCounts = Threshold<double>("--min-counts", "Set aside cells with fewer counts over all genes (X, or the layer or raw that holds counts).");
    private readonly Option<double?> maxCounts = Threshold<double>("--max-counts", "Set aside cells with more counts over all genes.");
    private readonly Option<double?> maxMito = Threshold<double>("--max-mito", "Set aside cells with a larger share of counts in genes named MT-… or mt-…, from 0 to 1: 0.05 for 5 %.", most: 1);

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { time, condition, control, dose, donor, batch, cellType, cell, spatial, layer, use, values, minGenes, maxGenes, minCounts, maxCounts, maxMito })
            command.Options.Add(option);
    }

    public StudyRoles Read(ParseResult parsed) => new()
    {
        Time = parsed.GetValue(time), Condition = parsed.GetValue(condition), Control = parsed.GetValue(control), Dose = parsed.GetValue(dose), Donor = parsed.GetValue(donor),
        Batch = parsed.GetValue(batch), CellType = parsed.GetValue(cellType), Cell = parsed.GetValue(cell), Spatial = parsed.GetValue(spatial), Layer = parsed.GetValue(layer), Use = parsed.GetValue(use),
        IsCytometry = ReadValues(parsed), Filter = ReadFilter(parsed),
    };

    private CellFilter? ReadFilter(ParseResult parsed) => new CellFilter
    {
        MinGenes = parsed.GetValue(minGenes), MaxGenes = parsed.GetValue(maxGenes), MinCounts = parsed.GetValue(minCounts), MaxCounts = parsed.GetValue(maxCounts),
        MaxMitochondrialShare = parsed.GetValue(maxMito),
    }.OrNull();

    /// <summary>A threshold, at least 0; none by default.</summary>
    private static Option<T?> Threshold<T>(string name, string description, double most = double.MaxValue) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            T? value = Symbols.Read<T>(name, result.Tokens[^1].Value, result);
            if (value is { } number && (T.IsNegative(number) || double.CreateSaturating(number) > most))
                result.AddError($"{name}: expected {(most < double.MaxValue ? $"a share from 0 to {most}" : "0 or more")}, found \"{result.Tokens[^1].Value}\".");
            return value;
        },
    };

    private bool? ReadValues(ParseResult parsed) => parsed.GetValue(values) switch { "cytometry" => true, "as-is" => false, _ => null };
}
