using System.Globalization;
using System.Text;
using CellDynamics.Runs.Administration;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Access;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Features.Audit;
using Microsoft.AspNetCore.Mvc;

namespace CellDynamics.Web.Features.Administration;

/// <summary>What administrators take away: the audit log and the usage of a month.</summary>
public static class AdministrationEndpoints
{
    public static string UsageAddress(string month) => $"api/admin/usage.csv?month={month}";

    public static IEndpointRouteBuilder MapAdministrationEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/admin/audit.csv", AuditAsync).WithTags("Administration").AddEndpointFilter<ReadableFailures>().Requires(Standing.Administrator);
        routes.MapGet("/api/admin/usage.csv", UsageAsync).WithTags("Administration").AddEndpointFilter<ReadableFailures>().Requires(Standing.Administrator);
        return routes;
    }

    /// <summary>Written while it is read: a million lines need no more memory than two thousand.</summary>
    private static async Task<IResult> AuditAsync([AsParameters] AuditFilter filter, [FromServices] AuditReader audit, HttpContext http)
    {
        IReadOnlyDictionary<Guid, string> projects = await audit.ProjectsAsync(http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(async body =>
        {
            await WriteAsync(body, csv => csv.Row("time (UTC)", "person", "account id", "action", "project", "project id", "kind", "target id", "detail", "address"), http.RequestAborted);
            await foreach (IReadOnlyList<AuditRecord> page in audit.ExportAsync(filter.Query, http.RequestAborted))
            {
                await WriteAsync(body, csv =>
                {
                    foreach (AuditRecord line in page)
                    {
                        string? project = line.ProjectId is { } id ? projects.GetValueOrDefault(id, "") : null;
                        csv.Row(line.AtUtc.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), line.Account, line.AccountId, line.Action, project, line.ProjectId, line.Kind, line.TargetId, line.Detail, line.Address);
                    }
                }, http.RequestAborted);
            }
        }, "text/csv; charset=utf-8", DownloadName.Of("audit", "", "csv"));
    }

    private static async Task<IResult> UsageAsync(string? month, [FromServices] UsageReport usage, HttpContext http)
    {
        if (!DateOnly.TryParseExact($"{month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return Problems.BadRequest($"month: expected a year and a month such as 2026-11, found \"{month}\".");
        var csv = new CsvText();
        csv.Row("month (UTC)", "project", "project id", "owners", "worker group", "analyses ended", "computing hours");
        foreach (MonthUsage one in await usage.ExportAsync(month!, http.RequestAborted))
            csv.Row(month, one.Name, one.ProjectId, string.Join(" ", one.Owners), one.Group, one.Runs, Math.Round(one.Hours, 4));
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8", DownloadName.Of("usage", month!, "csv"));
    }

    private static async Task WriteAsync(Stream body, Action<CsvText> write, CancellationToken cancellationToken)
    {
        var csv = new CsvText();
        write(csv);
        await body.WriteAsync(Encoding.UTF8.GetBytes(csv.ToString()), cancellationToken);
    }
}
