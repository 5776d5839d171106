using System.Text.RegularExpressions;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>How much names look like genes or like cells.</summary>
internal static partial class NameLooks
{
    private static readonly HashSet<string> KnownGenes = new(
    [
        "ACTB", "GAPDH", "MALAT1", "B2M", "XIST", "NEAT1", "FTL", "FTH1", "TMSB4X", "EEF1A1", "HPRT1", "TBP", "CD3D", "CD3E", "CD4", "CD8A", "CD14", "CD19", "CD34", "CD44", "MS4A1", "LYZ", "NKG7", "PTPRC",
        "EPCAM", "VIM", "COL1A1", "KRT5", "KRT8", "KRT18", "SOX2", "SOX17", "POU5F1", "NANOG", "MYC", "TP53", "GATA1", "GATA2", "GATA4", "GATA6", "PAX6", "MYOG", "MYOD1", "MEF2C", "CDK1", "MKI67", "TOP2A",
        "PCNA", "T", "EOMES", "FGF8", "EMX2", "SP8", "FOXA2", "CDX2", "HBB", "HBA1", "ALB", "INS", "GCG", "FOS", "JUN", "EGR1", "STAT1", "STAT3", "IFNG", "TNF", "IL6", "CXCL8", "TGFB1", "ZEB1", "CDH1", "CDH2",
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>From 0 to 1: identifiers and well-known symbols count in full, what has the shape of a symbol by half.</summary>
    public static double Genes(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? 0 : names.Average(name => Identifier().IsMatch(name) || KnownGenes.Contains(name) ? 1 : Cell().IsMatch(name) ? 0 : Symbol().IsMatch(name) ? 0.5 : 0);

    /// <summary>From 0 to 1: barcodes, accessions of samples, wells, words such as cell and day with a number, and a sample with a number (<c>S1_12</c>).</summary>
    public static double Cells(IReadOnlyCollection<string> names) => names.Count == 0 ? 0 : names.Average(name => Cell().IsMatch(name) && !Identifier().IsMatch(name) ? 1.0 : 0);

    [GeneratedRegex(@"^(ENS[A-Z]*[GT]\d{6,}(\.\d+)?(_\S+)?|FBgn\d{7}|WBGene\d{8}|AT[1-5MC]G\d{5}|Y[A-P][LR]\d{3}[WC](-[A-Z])?|MT-\S+|mt-\S+|HLA-\S+|RP[LS]\d+\w*|Rp[ls]\d+\w*|LOC\d+|LINC\d+|\d+\w*Rik|Gm\d{3,}|([Gg]ene|GENE)[ _.-]?\d+)$")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^(.*[^A-Za-z])?[ACGTN]{10,}([^A-Za-z].*)?$|^(cell|barcode|bc|sample|well|GSM|SRR|ERR|DRR|SAMN|day|hour|plate|donor|patient|rep|replicate|batch|run)[ _.-]?\d|^[A-H](0\d|1[0-2])$|^[TDE]\d+(\.\d+)?[hd]?[_.-]|^[A-Z]{1,12}\d*_\d+$|(?-i:^c\d+$)", RegexOptions.IgnoreCase)]
    private static partial Regex Cell();

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]{1,11}([-.][A-Za-z0-9]{1,6})*$")]
    private static partial Regex Symbol();
}
