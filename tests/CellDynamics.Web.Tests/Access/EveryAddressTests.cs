using System.Reflection;
using System.Text.RegularExpressions;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Access;

/// <summary>Every endpoint and every page of the site, tried by everybody. What is not in the table fails: whoever adds an address says here who may have it.</summary>
public partial class EveryAddressTests(TwoLabs site)
{
    /// <summary>Who may have an address.</summary>
    private enum Rule
    {
        /// <summary>Everybody.</summary>
        Open,

        /// <summary>People and holders of a link.</summary>
        Known,

        /// <summary>People.</summary>
        Person,

        /// <summary>Members of the lab and holders of a link to the run.</summary>
        Shown,

        /// <summary>Members of the lab.</summary>
        Member,

        /// <summary>Analysts of the lab.</summary>
        Analyst,

        /// <summary>The one who began the upload.</summary>
        OwnUpload,

        /// <summary>Administrators, and monitors with their token.</summary>
        Administrator,

        /// <summary>Nobody: files that are not among those of the site.</summary>
        Nobody,
    }

    private enum Outcome { Given, SignIn, NotYours, Hidden }

    private const string Absent = "019b0000-0000-7000-8000-00000000dead";

    private static readonly Dictionary<string, Rule> Table = new()
    {
        ["GET /{**path:file}"] = Rule.Nobody, ["HEAD /{**path:file}"] = Rule.Nobody,
        ["* /health/live"] = Rule.Open, ["* /health/ready"] = Rule.Open, ["* /metrics"] = Rule.Administrator, ["GET /shared/{secret}"] = Rule.Open, ["* /not-found"] = Rule.Open,
        ["* /account/sign-in"] = Rule.Open, ["* /account/sign-out"] = Rule.Open, ["* /account/second-factor"] = Rule.Open, ["* /account/invitation"] = Rule.Open, ["POST /account/passkeys/request-options"] = Rule.Open,
        ["GET /account/oidc"] = Rule.Open, ["GET /account/oidc/arrived"] = Rule.Open, ["GET /account/oidc/leave"] = Rule.Open, ["POST /account/oidc/back-channel-logout"] = Rule.Open,
        ["* /account"] = Rule.Person, ["* /account/password"] = Rule.Person, ["* /account/passkeys"] = Rule.Person, ["* /account/authenticator"] = Rule.Person, ["* /account/sessions"] = Rule.Person,
        ["* /admin"] = Rule.Administrator, ["* /admin/users"] = Rule.Administrator, ["* /admin/projects"] = Rule.Administrator, ["* /admin/queue"] = Rule.Administrator, ["* /admin/workers"] = Rule.Administrator,
        ["* /admin/storage"] = Rule.Administrator, ["* /admin/retention"] = Rule.Administrator, ["* /admin/audit"] = Rule.Administrator, ["* /admin/usage"] = Rule.Administrator,
        ["GET /api/admin/audit.csv"] = Rule.Administrator, ["GET /api/admin/usage.csv"] = Rule.Administrator,
        ["POST /account/here"] = Rule.Person, ["POST /account/passkeys/creation-options"] = Rule.Person,
        ["* /"] = Rule.Person, ["* /datasets"] = Rule.Person, ["* /analyses"] = Rule.Person, ["* /trajectories"] = Rule.Person, ["* /treatments"] = Rule.Person, ["* /networks"] = Rule.Person, ["* /projects"] = Rule.Person,
        ["* /datasets/{Id:guid}"] = Rule.Member, ["* /datasets/{Id:guid}/new-analysis"] = Rule.Analyst, ["* /analyses/{Id:guid}"] = Rule.Member, ["* /projects/{Id:guid}"] = Rule.Member,
        ["* /trajectories/{Id:guid}"] = Rule.Shown, ["* /treatments/{Id:guid}"] = Rule.Shown, ["* /networks/{Id:guid}"] = Rule.Shown,
        ["OPTIONS /api/uploads"] = Rule.Person, ["GET /api/uploads"] = Rule.Person, ["POST /api/uploads"] = Rule.Analyst,
        ["HEAD /api/uploads/{id:guid}"] = Rule.OwnUpload, ["PATCH /api/uploads/{id:guid}"] = Rule.OwnUpload, ["DELETE /api/uploads/{id:guid}"] = Rule.OwnUpload,
        ["GET /api/datasets/{id:guid}/cells.svg"] = Rule.Member, ["GET /api/datasets/{id:guid}/cells.csv"] = Rule.Member, ["GET /api/datasets/{id:guid}/quality.csv"] = Rule.Member,
        ["GET /api/datasets/{id:guid}/check"] = Rule.Member, ["GET /api/datasets/{id:guid}/file"] = Rule.Member, ["GET /api/datasets/{id:guid}/inspection.json"] = Rule.Member, ["GET /api/exports/{id:guid}/full.h5ad"] = Rule.Member,
        ["GET /api/runs/{id:guid}/view/{key}/cells"] = Rule.Shown, ["GET /api/runs/{id:guid}/view/{key}/paths"] = Rule.Shown, ["GET /api/runs/{id:guid}/cells/time"] = Rule.Shown,
        ["GET /api/runs/{id:guid}/cells/named/{row:int}"] = Rule.Shown, ["GET /api/runs/{id:guid}/obs/{column}"] = Rule.Shown, ["GET /api/runs/{id:guid}/gene/{gene}"] = Rule.Shown,
        ["GET /api/runs/{id:guid}/inferred-gene/{gene}"] = Rule.Shown, ["GET /api/runs/{id:guid}/trend/{gene}"] = Rule.Shown, ["GET /api/runs/{id:guid}/trend.csv"] = Rule.Shown,
        ["GET /api/runs/{id:guid}/cells.csv"] = Rule.Shown, ["GET /api/runs/{id:guid}/trajectories.csv"] = Rule.Shown, ["GET /api/runs/{id:guid}/scores.csv"] = Rule.Shown, ["GET /api/runs/{id:guid}/result.h5ad"] = Rule.Shown,
        ["GET /api/treatments/{id:guid}/view/{key}"] = Rule.Shown, ["GET /api/treatments/{id:guid}/role/{role}"] = Rule.Shown, ["GET /api/treatments/{id:guid}/gene/{gene}"] = Rule.Shown,
        ["GET /api/treatments/{id:guid}/cells/named/{row:int}"] = Rule.Shown, ["GET /api/treatments/{id:guid}/predicted/{response:int}/cells"] = Rule.Shown,
        ["GET /api/treatments/{id:guid}/predicted/{response:int}/view/{key}"] = Rule.Shown, ["GET /api/treatments/{id:guid}/predicted/{response:int}/gene/{gene}"] = Rule.Shown,
        ["GET /api/treatments/{id:guid}/cells.csv"] = Rule.Shown, ["GET /api/treatments/{id:guid}/result.h5ad"] = Rule.Shown,
        ["GET /api/treatments/{run:guid}/predictions/{id:guid}/{treatment}/donors"] = Rule.Shown, ["GET /api/treatments/{run:guid}/predictions/{id:guid}/{treatment}/cells/{kind}/{view}"] = Rule.Shown,
        ["GET /api/treatments/{run:guid}/predictions/{id:guid}/{treatment}/gene/{kind}/{gene}"] = Rule.Shown, ["GET /api/treatments/{run:guid}/predictions/{id:guid}/{treatment}/predicted.h5ad"] = Rule.Shown,
        ["GET /api/networks/{id:guid}/perturbation.csv"] = Rule.Shown, ["GET /api/networks/{id:guid}/result.h5ad"] = Rule.Shown,
        ["GET /api/networks/{id:guid}/network.graphml"] = Rule.Shown, ["GET /api/networks/{id:guid}/network.cyjs"] = Rule.Shown,
    };

    static EveryAddressTests()
    {
        foreach (string table in new[] { "sizes", "markers", "responders", "responder-histograms", "differences", "ranges", "ranking", "similarity", "scores", "composition" })
            Table[$"GET /api/treatments/{{id:guid}}/{table}.csv"] = Rule.Shown;
        foreach (string table in new[] { "edges", "effects", "flows", "levels", "scores" })
            Table[$"GET /api/networks/{{id:guid}}/{table}.csv"] = Rule.Shown;
    }

    [Fact]
    public void Every_address_is_in_the_table_and_every_page_is_an_address()
    {
        string[] found = [.. Addresses().Select(address => address.Key).Distinct()];
        string[] unknown = [.. found.Where(address => RuleOf(address) is null)];
        Assert.Empty(unknown);
        Assert.Empty(Table.Keys.Except(found));
        string[] pages = [.. typeof(Site).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(page => $"* {page.Template}")];
        Assert.NotEmpty(pages);
        Assert.Empty(pages.Except(found));
    }

    [Fact]
    public void Files_of_the_site_are_for_everybody_and_nothing_else_is_by_chance()
    {
        Endpoint[] assets = [.. Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)];
        Assert.NotEmpty(assets);
        Assert.All(assets, asset => Assert.NotNull(asset.Metadata.GetMetadata<IAllowAnonymous>()));
        string[] silent = [.. Addresses().Where(address => address.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && address.Endpoint.Metadata.GetMetadata<IAuthorizeData>() is null).Select(address => address.Key)];
        Assert.Equal(Table.Where(address => address.Value == Rule.Nobody).Select(address => address.Key), silent);
    }

    [Theory]
    [InlineData(Visitor.Anonymous)]
    [InlineData(Visitor.Stranger)]
    [InlineData(Visitor.Viewer)]
    [InlineData(Visitor.Analyst)]
    [InlineData(Visitor.Owner)]
    [InlineData(Visitor.Administrator)]
    [InlineData(Visitor.LinkHolder)]
    public async Task Everybody_gets_what_the_table_says_and_no_more(Visitor visitor)
    {
        List<string> wrong = [];
        foreach ((string key, _, string method, string pattern) in Addresses())
        {
            if (RuleOf(key) is not { } rule)
                continue;
            (Outcome outcome, string body) = await TryAsync(visitor, method, await FillAsync(pattern));
            if (outcome != Expected(rule, visitor))
                wrong.Add($"{key}: expected {Expected(rule, visitor)}, found {outcome}");
            // What a stranger hears of another lab's is what it hears of nothing at all.
            if (outcome == Outcome.Hidden && pattern.Contains("guid}", StringComparison.Ordinal) && await TryAsync(visitor, method, Fill(pattern, Absent)) is var nothing && nothing != (outcome, body))
                wrong.Add($"{key}: what is hidden differs from what is absent");
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("/no/such/page", Visitor.Stranger, 404)]
    [InlineData("/no/such/page", Visitor.LinkHolder, 404)]
    [InlineData("/api/no-such-thing", Visitor.Stranger, 404)]
    [InlineData("/no/such/page?a=1", Visitor.Anonymous, 302)]
    [InlineData("/api/no-such-thing", Visitor.Anonymous, 401)]
    public async Task What_does_not_exist_is_shut_like_the_rest(string path, Visitor visitor, int status)
    {
        using HttpResponseMessage answer = await site.SendAsync(visitor, HttpMethod.Get, path);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 302)
            Assert.Equal("/account/sign-in?returnUrl=%2Fno%2Fsuch%2Fpage%3Fa%3D1", answer.Headers.Location!.OriginalString);
    }

    private static Outcome Expected(Rule rule, Visitor visitor) => (rule, visitor) switch
    {
        (Rule.Open, _) => Outcome.Given,
        (_, Visitor.Anonymous) => Outcome.SignIn,
        (Rule.Administrator, _) => visitor == Visitor.Administrator ? Outcome.Given : Outcome.Hidden,
        (Rule.Known, _) => Outcome.Given,
        (Rule.Shown, Visitor.LinkHolder) => Outcome.Given,
        (_, Visitor.LinkHolder) => Outcome.Hidden,
        (Rule.Person, _) => Outcome.Given,
        (Rule.OwnUpload, _) => visitor == Visitor.Analyst ? Outcome.Given : Outcome.Hidden,
        (_, Visitor.Stranger) or (Rule.Nobody, _) => Outcome.Hidden,
        (Rule.Analyst, Visitor.Viewer) => Outcome.NotYours,
        _ => Outcome.Given,
    };

    private async Task<(Outcome Outcome, string Body)> TryAsync(Visitor visitor, string method, string path)
    {
        using HttpResponseMessage answer = method == "POST" && path == "/api/uploads"
            ? await site.UploadAsync(visitor, site.Lab.Id)
            : await site.SendAsync(visitor, new HttpMethod(method), path, method == "PATCH" ? Piece() : null, ("Tus-Resumable", "1.0.0"), ("Upload-Offset", "0"));
        string body = path.StartsWith("/api", StringComparison.Ordinal) ? TraceId().Replace(await answer.Content.ReadAsStringAsync(), "") : "";
        bool isAnswer = path.StartsWith("/api", StringComparison.Ordinal) && body.Length > 0 && !body.Contains("not shared with you", StringComparison.Ordinal) && !body.Contains("This upload does not exist", StringComparison.Ordinal);
        Outcome outcome = (int)answer.StatusCode switch
        {
            401 => Outcome.SignIn,
            302 when answer.Headers.Location!.OriginalString.StartsWith("/account/sign-in?returnUrl", StringComparison.Ordinal) => Outcome.SignIn,
            403 => Outcome.NotYours,
            404 when path.StartsWith("/shared/", StringComparison.Ordinal) || path.StartsWith("/account/oidc", StringComparison.Ordinal) || path.StartsWith("/not-found", StringComparison.Ordinal) || path.StartsWith("/_blazor", StringComparison.Ordinal) => Outcome.Given,
            404 when !isAnswer => Outcome.Hidden,
            _ => Outcome.Given,
        };
        return (outcome, outcome == Outcome.Hidden ? body : "");
    }

    private async Task<string> FillAsync(string pattern)
    {
        if (pattern != "/api/uploads/{id:guid}")
        {
            return Fill(pattern, (pattern.StartsWith("/api/datasets", StringComparison.Ordinal) || pattern.StartsWith("/datasets", StringComparison.Ordinal) ? site.Dataset.Id
                : pattern.StartsWith("/projects", StringComparison.Ordinal) ? site.Lab.Id : site.Run.Id).ToString());
        }
        using HttpResponseMessage begun = await site.UploadAsync(Visitor.Analyst, site.Lab.Id);
        return begun.Headers.Location!.OriginalString;
    }

    private static string Fill(string pattern, string id) => Part().Replace(pattern, part => part.Value.Contains(":guid", StringComparison.Ordinal) ? id : part.Value.Contains(":int", StringComparison.Ordinal) ? "0" : part.Value.Trim('{', '}'));

    private IEnumerable<(string Key, Endpoint Endpoint, string Method, string Pattern)> Addresses() =>
        from endpoint in Endpoints().OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
        let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        let isPage = endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null
        from method in isPage ? ["*"] : endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["*"]
        select ($"{method} {pattern}", (Endpoint)endpoint, method == "*" ? "GET" : method, pattern);

    private IReadOnlyList<Endpoint> Endpoints() => site.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>What carries the circuits is made by the framework, under names of its own.</summary>
    private static Rule? RuleOf(string key) => Table.TryGetValue(key, out Rule rule) ? rule
        : key.Contains(" /_blazor", StringComparison.Ordinal) || key.Contains(" /_framework/", StringComparison.Ordinal) ? Rule.Known : null;

    private static ByteArrayContent Piece()
    {
        var piece = new ByteArrayContent([1, 2]);
        piece.Headers.ContentType = new("application/offset+octet-stream");
        return piece;
    }

    [GeneratedRegex("\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceId();

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Part();
}
