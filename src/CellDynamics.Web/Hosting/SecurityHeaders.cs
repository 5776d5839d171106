namespace CellDynamics.Web.Hosting;

/// <summary>Tells the browser to run nothing but this site's own script files: no inline script, no eval, no other host. Where people sign in it keeps nothing that does not say for how long.</summary>
public sealed class SecurityHeaders(RequestDelegate next, AccountsOptions accounts)
{
    // style-src allows inline styles because MudBlazor positions its popovers with them.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
        + "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        // At the last moment: what answers a failure clears the headers that were set before it.
        context.Response.OnStarting(() =>
        {
            Write(context.Response);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void Write(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        // What was not modified keeps the rule that the browser was given with it.
        if (accounts.IsShared && headers.CacheControl.Count == 0 && response.StatusCode != StatusCodes.Status304NotModified)
            headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
