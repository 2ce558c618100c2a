import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { TipProvider } from '../ui/tip';
import { Gallery } from './gallery/gallery';
import { LabPage } from './shell/lab-page';

/** The whole application: a gallery of labs, and one lab at a time. Addresses live in the fragment. */
export function App() {
  return (
    <TipProvider>
      <Router hook={useHashLocation}>
        <Switch>
          <Route path="/">
            <Gallery />
          </Route>
          <Route path="/:lab/*?">{({ lab }) => <LabPage key={lab} labId={lab} />}</Route>
        </Switch>
      </Router>
    </TipProvider>
  );
}
