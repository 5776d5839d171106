using System.Globalization;
using System.Text;
using QRCoder;

namespace CellDynamics.Web.Accounts;

/// <summary>A QR code as one path, black on white in both themes: that is what cameras read.</summary>
public static class QrSvg
{
    /// <returns>Number of modules on a side, quiet zone included, and the dark ones as data of an SVG path in units of a module.</returns>
    public static (int Size, string Path) Draw(string text)
    {
        using var generator = new QRCodeGenerator();
        using QRCodeData code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (int row = 0; row < code.ModuleMatrix.Count; row++)
        {
            for (int column = 0; column < code.ModuleMatrix[row].Length; column++)
            {
                if (code.ModuleMatrix[row][column])
                    path.Append(CultureInfo.InvariantCulture, $"M{column} {row}h1v1h-1z");
            }
        }
        return (code.ModuleMatrix.Count, path.ToString());
    }
}
