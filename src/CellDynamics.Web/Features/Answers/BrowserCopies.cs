using CellDynamics.Runs.Access;
using CellDynamics.Web.Access;
using Microsoft.Net.Http.Headers;

namespace CellDynamics.Web.Features.Answers;

/// <summary>Whether a browser may keep what a picture is made of: not what belongs to a project with data of people.</summary>
public sealed class BrowserCopies(IHttpContextAccessor http, CallerContext context, AccessDesk desk)
{
    /// <summary>For files that a person saves: the browser itself keeps none where people have accounts.</summary>
    public string OfDownload(string alone) => context.Caller.IsTrusted ? alone : NotKept();

    /// <summary>For what a page fetches again and again.</summary>
    /// <param name="alone">The rule where there is one person only.</param>
    public async Task<string> OfPictureAsync(string alone) => context.Caller.IsTrusted ? alone : await IsOfPeopleAsync() ? NotKept() : "private, no-cache";

    // What may not be kept is sent anew: only so does a copy go that was kept before its project was marked.
    private string NotKept()
    {
        IHeaderDictionary asked = http.HttpContext!.Request.Headers;
        asked.Remove(HeaderNames.IfNoneMatch);
        asked.Remove(HeaderNames.IfModifiedSince);
        return "no-store";
    }

    private async Task<bool> IsOfPeopleAsync()
    {
        HttpContext asked = http.HttpContext!;
        Resource? resource = asked.GetEndpoint()?.Metadata.GetMetadata<RequiresAttribute>()?.ResourceIn(asked.Request.RouteValues);
        return resource is null || await desk.IsSensitiveAsync(resource, asked.RequestAborted);
    }
}
