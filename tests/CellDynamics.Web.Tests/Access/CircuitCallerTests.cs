using System.Security.Claims;
using CellDynamics.Runs.Access;
using CellDynamics.Web.Access;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace CellDynamics.Web.Tests.Access;

/// <summary>Who asks, on a page that stands open.</summary>
public class CircuitCallerTests
{
    private static readonly Guid Ada = Guid.CreateVersion7(), Link = Guid.CreateVersion7();

    [Fact]
    public async Task Before_the_host_has_said_who_asks_nobody_may_ask_anything()
    {
        var context = new CallerContext();
        Assert.Throws<InvalidOperationException>(() => context.Caller);
        var state = new Person(Signed(Ada));
        using var circuit = new CircuitCaller(context, new CallerReader(new AccountsOptions { IsShared = true }), state, new HttpContextAccessor(), NullLogger<CircuitCaller>.Instance);
        await circuit.OnCircuitOpenedAsync(null!, CancellationToken.None);
        Assert.Equal((Ada, "Ada"), (context.Caller.AccountId!.Value, context.Caller.Name));
        state.Change(new ClaimsPrincipal());
        Assert.Equal((null, false), (context.Caller.AccountId, context.Caller.IsTrusted));
    }

    [Fact]
    public void A_link_is_nobody_and_goes_beside_a_person()
    {
        var reader = new CallerReader(new AccountsOptions { IsShared = true });
        var link = new ClaimsIdentity([new Claim(CallerReader.LinkClaim, Link.ToString())]);
        Caller visitor = reader.Of(new ClaimsPrincipal(link), null);
        Assert.Equal((Link, null, true), (visitor.Link!.Value, visitor.AccountId, visitor.IsVisitor));
        Caller both = reader.Of(new ClaimsPrincipal([.. Signed(Ada).Identities, link]), null);
        Assert.Equal((Link, Ada, false), (both.Link!.Value, both.AccountId!.Value, both.IsVisitor));
        // A name alone signs nobody in.
        Caller claimed = reader.Of(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, Ada.ToString())])), null);
        Assert.Null(claimed.AccountId);
    }

    [Fact]
    public void Without_accounts_everybody_at_this_machine_is_the_one_person()
    {
        Caller caller = new CallerReader(new AccountsOptions()).Of(null, System.Net.IPAddress.Loopback.MapToIPv6());
        Assert.Equal(("127.0.0.1", true), (caller.Address, caller.IsTrusted));
    }

    private static ClaimsPrincipal Signed(Guid account) => new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, account.ToString()), new Claim(ClaimTypes.Name, "Ada")], "test"));

    private sealed class Person(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));

        public void Change(ClaimsPrincipal next) => NotifyAuthenticationStateChanged(Task.FromResult(new AuthenticationState(next)));
    }
}
