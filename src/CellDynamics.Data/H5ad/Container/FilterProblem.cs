using System.Globalization;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>Values that the library could not unpack, told from its message.</summary>
/// <param name="Found">What was found instead of values.</param>
/// <param name="Cure">A sentence.</param>
internal sealed record FilterProblem(string Found, string Cure)
{
    /// <summary>Null where the failure is of another kind.</summary>
    public static FilterProblem? Of(Exception error)
    {
        for (Exception? at = error; at is not null; at = at.InnerException)
            if (at.Message.Contains("checksum", StringComparison.OrdinalIgnoreCase))
                return new FilterProblem("values that do not agree with their checksum: the data is damaged", "Copy the file again; if that does not help, write it again from its source.");
        string message = H5Store.FirstLine(error);
        if (!message.Contains("filter", StringComparison.OrdinalIgnoreCase))
            return null;
        return message.Split('\'') is [_, _, _, { } number, ..]
            ? new FilterProblem($"a compression this version does not read ({Named(number)})", "Write the file again with gzip: adata.write_h5ad(path, compression=\"gzip\").")
            : new FilterProblem($"values that cannot be unpacked ({H5Store.FirstLine(error.GetBaseException())})", "Copy the file again; if it opens in Python, write it again with adata.write_h5ad.");
    }

    /// <summary>The name in the file may be that of another filter: only the number tells which it is.</summary>
    private static string Named(string number) => int.TryParse(number, CultureInfo.InvariantCulture, out int id) ? id switch
    {
        4 => "szip, filter 4",
        5 => "n-bit, filter 5",
        6 => "scale-offset, filter 6",
        32013 => "zfp, filter 32013",
        _ => $"filter {number}",
    } : number;
}
