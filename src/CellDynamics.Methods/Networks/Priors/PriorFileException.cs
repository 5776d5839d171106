using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Networks.Priors;

/// <summary>A table of pairs or edges cannot be read: the message names file, line, expected, found and cure.</summary>
public sealed class PriorFileException(string file, int? line, string expected, string found, string cure, Exception? inner = null)
    : DatasetException(Path.GetFileName(file), line is null ? "" : $"line {line}", expected, found, cure, inner)
{
    private const int MostShown = 60;

    /// <summary>Foreign text as a message can carry it: short, and without characters that would steer a terminal.</summary>
    internal static string Shown(string text)
    {
        string plain = string.Concat(text.Take(MostShown).Select(c => char.IsControl(c) ? '?' : c));
        return $"“{plain}{(text.Length > MostShown ? "…" : "")}”";
    }
}
