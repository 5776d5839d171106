namespace CellDynamics.Web.Features.NetworkCharts;

/// <summary>What a person does to a gene of the figure.</summary>
public enum GraphAct
{
    /// <summary>Puts it in the middle, with its own neighbours.</summary>
    Focus,

    /// <summary>Adds its strongest neighbours, or takes them away again.</summary>
    Expand,

    /// <summary>Keeps it whatever the focus is, or lets it go.</summary>
    Pin,

    Hide,
}
