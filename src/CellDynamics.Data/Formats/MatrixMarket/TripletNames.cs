namespace CellDynamics.Data.Formats.MatrixMarket;

/// <summary>The three files of one matrix, by their names: those of 10x Genomics, with or without a prefix and gzip.</summary>
/// <param name="Matrix">Such as <c>GSM123_S1_matrix.mtx.gz</c>.</param>
/// <param name="Barcodes">Null where there is none, or more than one could be meant.</param>
/// <param name="Features"><c>features.tsv</c> or, of older versions, <c>genes.tsv</c>; null as above.</param>
internal sealed record TripletNames(string Matrix, string? Barcodes, string? Features)
{
    private static readonly string[] BarcodeNames = ["barcodes"];
    private static readonly string[] FeatureNames = ["features", "genes"];

    public IEnumerable<string> All => new[] { Matrix, Barcodes, Features }.OfType<string>();

    public static bool IsMatrix(string name) => Bare(name).EndsWith(".mtx", StringComparison.OrdinalIgnoreCase);

    public static bool IsCompanion(string name) => BarcodeNames.Concat(FeatureNames).Any(ending => IsNamed(name, ending));

    /// <summary>What a matrix among several is called: <c>GSM123_S1</c> of <c>GSM123_S1_matrix.mtx.gz</c>.</summary>
    public static string SampleOf(string matrix)
    {
        string stem = Bare(matrix)[..^".mtx".Length];
        string prefix = (stem.EndsWith("matrix", StringComparison.OrdinalIgnoreCase) ? stem[..^"matrix".Length] : stem).TrimEnd('_', '.', '-');
        return prefix.Length > 0 ? prefix : stem;
    }

    /// <param name="matrix">Name of the matrix.</param>
    /// <param name="beside">Names of the files in the same folder.</param>
    public static TripletNames Of(string matrix, IReadOnlyCollection<string> beside)
    {
        string stem = Bare(matrix)[..^".mtx".Length];
        string prefix = stem.EndsWith("matrix", StringComparison.OrdinalIgnoreCase) ? stem[..^"matrix".Length] : stem;
        return new TripletNames(matrix, Companion(BarcodeNames), Companion(FeatureNames));

        string? Companion(string[] endings)
        {
            string[] named = [.. beside.Where(name => endings.Any(ending => IsNamed(name, ending)))];
            string[] same = [.. named.Where(name => endings.Any(ending => Prefix(name, ending).Equals(prefix, StringComparison.OrdinalIgnoreCase)
                || Prefix(name, ending).TrimEnd('_', '.', '-').Equals(prefix, StringComparison.OrdinalIgnoreCase)))];
            return same.Length > 0 ? same[0] : named.Length == 1 ? named[0] : null;
        }
    }

    private static bool IsNamed(string name, string ending) => Stem(name).EndsWith(ending, StringComparison.OrdinalIgnoreCase) && Bare(name).Length > Stem(name).Length;

    private static string Prefix(string name, string ending) => IsNamed(name, ending) ? Stem(name)[..^ending.Length] : "\0";

    /// <summary>Without <c>.gz</c>.</summary>
    private static string Bare(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;

    private static string Stem(string name)
    {
        string bare = Bare(name);
        return bare.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || bare.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) ? bare[..^4] : bare;
    }
}
