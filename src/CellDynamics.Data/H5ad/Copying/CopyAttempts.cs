namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Writes a copy, and begins it again without the values that turn out unreadable only while they are written.</summary>
internal static class CopyAttempts
{
    /// <param name="target">The file to write; it is there whole or not at all.</param>
    /// <param name="copy">Writes it under the name given, without the places that are known to be unreadable; lists what it leaves out.</param>
    /// <returns>What is not carried.</returns>
    public static IReadOnlyList<LeftOut> Write(string target, Action<string, IReadOnlyDictionary<string, string>, List<LeftOut>> copy)
    {
        var unreadable = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            List<LeftOut> left = [];
            try
            {
                H5adWriter.Whole(target, unfinished => copy(unfinished, unreadable, left));
                return left;
            }
            catch (UnreadableElementException error) when (unreadable.TryAdd(error.Place, error.Message))
            {
            }
        }
    }
}
