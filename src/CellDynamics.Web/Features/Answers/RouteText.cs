namespace CellDynamics.Web.Features.Answers;

/// <summary>Names from files in addresses.</summary>
internal static class RouteText
{
    /// <summary>Routing decodes everything but the slash; a gene may have one in its name.</summary>
    public static string Decode(string routeValue) => routeValue.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
