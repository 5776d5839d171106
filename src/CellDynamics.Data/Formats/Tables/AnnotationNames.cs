using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>Columns of a table that describe cells or genes instead of holding expression.</summary>
internal static class AnnotationNames
{
    private static readonly string[] FurtherOfCells =
    [
        "samples", "pseudotime", "cells", "label", "labels", "n_counts", "n_genes", "total_counts", "n_genes_by_counts", "ncount_rna", "nfeature_rna", "percent.mt", "percent_mito", "pct_counts_mt",
        "orig.ident", "seurat_clusters", "group", "treatments", "conditions",
    ];

    private static readonly string[] Genes = ["chr", "chrom", "chromosome", "start", "end", "strand", "length", "gene_length", "genelength", "width", "entrez", "entrezid", "entrez_id"];

    public static bool OfCells(string name) => RoleSuggestion.IsRoleName(name) || FurtherOfCells.Contains(name.ToLowerInvariant());

    public static bool OfGenes(string name) => Genes.Contains(name.ToLowerInvariant());
}
