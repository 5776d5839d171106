using System.CommandLine;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Cli.Requests;

/// <summary>The options that give columns their roles; the same for every verb that reads a study.</summary>
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

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { time, condition, control, dose, donor, batch, cellType, cell, spatial, layer, use, values })
            command.Options.Add(option);
    }

    public StudyRoles Read(ParseResult parsed) => new()
    {
        Time = parsed.GetValue(time), Condition = parsed.GetValue(condition), Control = parsed.GetValue(control), Dose = parsed.GetValue(dose), Donor = parsed.GetValue(donor),
        Batch = parsed.GetValue(batch), CellType = parsed.GetValue(cellType), Cell = parsed.GetValue(cell), Spatial = parsed.GetValue(spatial), Layer = parsed.GetValue(layer), Use = parsed.GetValue(use),
        IsCytometry = ReadValues(parsed),
    };

    private bool? ReadValues(ParseResult parsed) => parsed.GetValue(values) switch { "cytometry" => true, "as-is" => false, _ => null };
}
