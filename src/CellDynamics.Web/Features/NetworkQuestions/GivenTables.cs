using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Networks.Priors;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Datasets.Scanning;
using CellDynamics.Web.Components.Patterns;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace CellDynamics.Web.Features.NetworkQuestions;

/// <summary>Reads the small tables that a person gives with a question. They are read at once and not kept: what they say goes into the request.</summary>
internal static class GivenTables
{
    /// <summary>Larger files are refused before a byte is read: they come over the line that the page itself needs.</summary>
    public const int MostBytes = 10_000_000;

    private const int MostFiles = 3;
    private const string Complexes = "complex_input.csv", Genes = "gene_input.csv";

    /// <summary>One table, or interaction_input.csv of CellPhoneDB with the two that resolve its names.</summary>
    /// <exception cref="PriorFileException">They cannot be read; the message says how to mend it.</exception>
    public static PriorReading<SignalPair> Pairs(IReadOnlyList<TextTable> tables)
    {
        TextTable? complexes = Named(tables, Complexes), genes = Named(tables, Genes);
        return SignalPairTable.Read(Single([.. tables.Where(table => tables.Count == 1 || (table != complexes && table != genes))]), complexes, genes);
    }

    /// <exception cref="PriorFileException">It cannot be read; the message says how to mend it.</exception>
    public static PriorReading<PriorEdge> Prior(IReadOnlyList<TextTable> tables) => PriorNetworkTable.Read(Single(tables));

    /// <summary>Never fails: what is wrong with the files becomes the <see cref="GivenTable{T}.Problem"/>.</summary>
    public static async Task<GivenTable<T>> ReadAsync<T>(InputFileChangeEventArgs chosen, Func<IReadOnlyList<TextTable>, PriorReading<T>> read, TableScan scan)
    {
        string name = Path.GetFileName(chosen.FileCount > 0 ? chosen.GetMultipleFiles(int.MaxValue)[0].Name : "");
        try
        {
            if (chosen.FileCount is 0 or > MostFiles)
                throw new PriorFileException(name, null, "one table", $"{chosen.FileCount} files", "Choose one file.");
            var tables = new List<TextTable>();
            foreach (IBrowserFile file in chosen.GetMultipleFiles(MostFiles))
                tables.Add(await OpenAsync(file, scan));
            PriorReading<T> found = await Task.Run(() => read(tables));
            return new GivenTable<T>(name, found.Found, found.Note);
        }
        catch (Exception wrong) when (wrong is PriorFileException or UploadException)
        {
            return new GivenTable<T>(name, [], "") { Problem = wrong.Message };
        }
        catch (Exception cut) when (cut is IOException or JSException or TimeoutException)
        {
            return new GivenTable<T>(name, [], "") { Problem = $"{name} did not arrive whole. Choose it again." };
        }
    }

    private static async Task<TextTable> OpenAsync(IBrowserFile file, TableScan scan)
    {
        string name = Path.GetFileName(file.Name);
        if (file.Size > MostBytes)
            throw new PriorFileException(name, null, $"a table of at most {Amounts.Bytes(MostBytes)}", Amounts.Bytes(file.Size), "Keep the rows of the genes you follow.");
        using var bytes = new MemoryStream();
        await using (Stream content = file.OpenReadStream(MostBytes))
            await content.CopyToAsync(bytes);
        await scan.RequireCleanAsync(name, bytes.ToArray(), project: null, CancellationToken.None);
        bytes.Position = 0;
        return await Task.Run(() => TextTable.Read(bytes, name));
    }

    private static TextTable Single(IReadOnlyList<TextTable> tables) => tables.Count == 1 ? tables[0]
        : throw new PriorFileException(tables.Count == 0 ? Complexes : tables[0].Name, null, "one table", $"{tables.Count}", $"Choose one file; only {Genes} and {Complexes} of CellPhoneDB go with another.");

    private static TextTable? Named(IReadOnlyList<TextTable> tables, string name) => tables.FirstOrDefault(table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
