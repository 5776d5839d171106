namespace CellDynamics.Data.Annotated;

/// <summary>What a column holds, as a person would say it.</summary>
public enum ColumnKind { Categorical, Integer, Float, Boolean, String }
