namespace CellDynamics.Data.Formats.TenX;

/// <summary>What the columns of a 10x feature table are called, as scanpy calls them.</summary>
internal static class FeatureNames
{
    public const string Index = "gene_ids";

    public const string Symbol = "gene_symbols";

    public const string Type = "feature_types";

    /// <summary>The type of a feature that is a gene.</summary>
    public const string Genes = "Gene Expression";

    public static string Of(string stored) => stored switch
    {
        "name" => Symbol,
        "feature_type" => Type,
        _ => stored,
    };
}
