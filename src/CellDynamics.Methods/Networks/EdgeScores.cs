using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Networks;

/// <summary>How strongly each gene, and each signal, drives each gene; the sign says whether it activates (positive) or represses.</summary>
/// <param name="Genes">Per type, row = target, column = regulator, <c>[genes, genes]</c>; the diagonal means nothing.</param>
/// <param name="Signals">Per type of the receiving cell, row = target, column = ligand–receptor pair, <c>[genes, pairs]</c>.</param>
public sealed record EdgeScores(DenseMatrix[] Genes, DenseMatrix[] Signals);
