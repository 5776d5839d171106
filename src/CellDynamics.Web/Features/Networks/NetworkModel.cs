namespace CellDynamics.Web.Features.Networks;

/// <summary>What the script of the page needs to know: the time slider is its own.</summary>
/// <param name="Unit">Of time; empty when the data does not say.</param>
/// <param name="Time">Where the slider stands at first.</param>
public sealed record NetworkModel(string Unit, double First, double Last, double Time, IReadOnlyList<NetworkModel.Stop> Measured)
{
    public sealed record Stop(double Time, string Label, int Cells, bool HeldOut);
}
