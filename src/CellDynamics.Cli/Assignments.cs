using CellDynamics.Methods.Contract;

namespace CellDynamics.Cli;

/// <summary>Reads <c>--set name=value</c>.</summary>
internal static class Assignments
{
    /// <exception cref="ParameterException">A part without an equals sign, or a name given twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string> parts)
    {
        var values = new Dictionary<string, string>();
        foreach (string part in parts)
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new ParameterException($"--set: expected name=value, found \"{part}\".");
            if (!values.TryAdd(part[..at], part[(at + 1)..]))
                throw new ParameterException($"--set: {part[..at]} is given twice.");
        }
        return values;
    }
}
