namespace CellDynamics.Web.Components.Charts;

/// <summary>The sizes in which cells are drawn, so that an address cannot ask for a picture of any size.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Dot">Diameter of a cell, pixels.</param>
/// <param name="MostCells">More would hide each other.</param>
public sealed record PictureSize(int Width, int Height, double Dot, int MostCells)
{
    public static readonly PictureSize Thumbnail = new(336, 172, 4.5, 1500);

    public static readonly PictureSize Figure = new(640, 400, 6, 5000);

    public static PictureSize Named(string? name) => name == "figure" ? Figure : Thumbnail;
}
