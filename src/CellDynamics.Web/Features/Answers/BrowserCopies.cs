using CellDynamics.Runs.Access;
using CellDynamics.Web.Access;

namespace CellDynamics.Web.Features.Answers;

/// <summary>Whether a browser may keep what a picture is made of: not what belongs to a project with data of people.</summary>
public sealed class BrowserCopies(IHttpContextAccessor http, CallerContext context, AccessDesk desk)
{
    /// <summary>For files that a person saves: the browser itself keeps none where people have accounts.</summary>
    public string OfDownload(string alone) => context.Caller.IsTrusted ? alone : "no-store";

    /// <summary>For what a page fetches again and again.</summary>
    /// <param name="alone">The rule where there is one person only.</param>
    public async Task<string> OfPictureAsync(string alone) => context.Caller.IsTrusted ? alone : await IsOfPeopleAsync() ? "no-store" : "private, no-cache";

    private async Task<bool> IsOfPeopleAsync()
    {
        HttpContext asked = http.HttpContext!;
        Resource? resource = asked.GetEndpoint()?.Metadata.GetMetadata<RequiresAttribute>()?.ResourceIn(asked.Request.RouteValues);
        return resource is null || await desk.IsSensitiveAsync(resource, asked.RequestAborted);
    }
}
