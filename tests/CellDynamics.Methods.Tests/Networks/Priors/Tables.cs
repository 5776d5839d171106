using System.Text;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Networks.Priors;

namespace CellDynamics.Methods.Tests.Networks.Priors;

/// <summary>Tables written in a test.</summary>
internal static class Tables
{
    public static TextTable Of(params string[] lines) => Of("given.csv", lines);

    public static TextTable Of(string name, string[] lines) => Of(name, Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    public static TextTable Of(string name, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return TextTable.Read(stream, name);
    }

    public static IEnumerable<string> Shown(this PriorReading<SignalPair> reading) => reading.Found.Select(pair => $"{pair.Ligand}>{pair.Receptor}");
}
